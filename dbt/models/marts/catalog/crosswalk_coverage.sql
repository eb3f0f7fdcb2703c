with codes as (
    select * from {{ ref('int_codes_covered') }}
),

shares as (
    select * from {{ ref('int_value_covered') }}
),

counted as (
    select
        source_id,
        publisher_code,
        edition_date,
        code_level,
        predicate,
        count(*) as code_count
    from codes
    group by source_id, publisher_code, edition_date, code_level, predicate
),

totals as (
    select
        source_id,
        code_level,
        sum(code_count) as code_count
    from counted
    group by source_id, code_level
),

measured as (
    select
        counted.source_id,
        counted.publisher_code,
        counted.edition_date,
        counted.code_level,
        counted.predicate,
        counted.code_count,
        round(cast(counted.code_count as double) / totals.code_count, 6) as code_share,
        shares.value_share
    from counted
    inner join totals
        on
            counted.source_id = totals.source_id
            and counted.code_level = totals.code_level
    left join shares
        on
            counted.source_id = shares.source_id
            and counted.code_level = 'category'
            and counted.predicate = shares.predicate
)

select * from measured
