{{ config(meta={
    'file': 'dbt/models/intermediate/int_sources_ranked.sql',
    'next_step': 'let each state count from one source only; nothing may be lost or repeated on the way to the sum across states',
}) }}

with sums as (
    select * from {{ ref('licensing_across_states') }}
),

figures as (
    select * from {{ ref('licensing_by_item_destination') }}
),

sources as (
    select * from {{ ref('int_sources_ranked') }}
    where
        is_counted
        and goods_scope = 'whole'
),

added as (
    select
        measure_code,
        year,
        coalesce(sum(value_counted), 0) as value_counted
    from sums
    where
        goods_scope = 'whole'
        and unit <> 'currency'
    group by measure_code, year
),

expected as (
    select
        figures.measure_code,
        figures.year,
        coalesce(sum(figures.value_original), 0) as value_counted
    from figures
    inner join sources
        on
            figures.source_id = sources.source_id
            and figures.measure_code = sources.measure_code
            and figures.year = sources.year
            and coalesce(figures.reporting_state_code, figures.reporting_state_name) = sources.reporting_state
    where figures.unit <> 'currency'
    group by figures.measure_code, figures.year
),

unequal as (
    select
        coalesce(added.measure_code, expected.measure_code) as measure_code,
        coalesce(added.year, expected.year) as year,
        added.value_counted,
        expected.value_counted as expected_value
    from added
    full outer join expected
        on
            added.measure_code = expected.measure_code
            and added.year = expected.year
    where added.value_counted is distinct from expected.value_counted
)

select * from unequal
order by measure_code, year
