with codes as (
    select * from {{ ref('int_codes_covered') }}
    where code_level = 'category'
),

shares as (
    select * from {{ ref('int_value_covered') }}
),

editions as (
    select * from {{ ref('int_editions_dated') }}
    where
        is_latest
        and is_public
),

counted as (
    select
        source_id,
        predicate,
        count(*) as code_count
    from codes
    group by source_id, predicate
),

measured as (
    select
        counted.source_id,
        editions.publisher_code,
        editions.edition_date,
        counted.predicate,
        counted.code_count,
        shares.value_share
    from counted
    inner join editions
        on counted.source_id = editions.source_id
    left join shares
        on
            counted.source_id = shares.source_id
            and counted.predicate = shares.predicate
)

select * from measured
