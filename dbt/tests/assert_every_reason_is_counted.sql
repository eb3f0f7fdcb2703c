{{ config(meta={'file': 'dbt/models/marts/catalog/', 'next_step': 'find the join that loses lines'}) }}

with reasons as (
    select * from {{ ref('stg_licensing_reasons') }}
),

texts as (
    select * from {{ ref('end_use_texts') }}
),

published as (
    select
        source_id,
        edition_date,
        'criteria' as counted_in,
        line_count
    from {{ ref('licensing_reasons') }}
    union all
    select
        source_id,
        edition_date,
        'end_uses' as counted_in,
        line_count
    from {{ ref('licensing_end_uses') }}
),

landed as (
    select
        source_id,
        edition_date,
        'criteria' as counted_in,
        count(*) as line_count
    from reasons
    where reason_code is not null
    group by source_id, edition_date
    union all
    select
        source_id,
        edition_date,
        'end_uses' as counted_in,
        sum(line_count) as line_count
    from texts
    group by source_id, edition_date
),

counted as (
    select
        source_id,
        edition_date,
        counted_in,
        sum(line_count) as line_count
    from published
    group by source_id, edition_date, counted_in
),

lost as (
    -- a group with several places in its figures counts at each of them: more lines may be counted, fewer never
    select
        landed.*,
        counted.line_count as counted_line_count
    from landed
    left join counted
        on
            landed.source_id = counted.source_id
            and landed.edition_date = counted.edition_date
            and landed.counted_in = counted.counted_in
    where coalesce(counted.line_count, 0) < landed.line_count
)

select * from lost
