{{ config(meta={
    'file': 'dbt/models/intermediate/int_codes_covered.sql',
    'next_step': 'find the join that loses or repeats codes',
}) }}

with coverage as (
    select * from {{ ref('crosswalk_coverage') }}
),

control_items as (
    select * from {{ ref('control_items') }}
),

printed as (
    select
        source_id,
        count(distinct item_code) as code_count
    from control_items
    where
        is_latest
        and kind in ('entry', 'provision')
    group by source_id
),

counted as (
    select
        source_id,
        sum(code_count) as code_count
    from coverage
    where code_level <> 'category'
    group by source_id
),

different as (
    select
        printed.source_id,
        printed.code_count as printed_count,
        counted.code_count as counted_count
    from printed
    left join counted
        on printed.source_id = counted.source_id
    where
        counted.code_count is null
        or printed.code_count <> counted.code_count
)

select * from different
order by source_id
