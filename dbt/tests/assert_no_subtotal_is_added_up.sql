{{ config(meta={
    'file': 'dbt/models/intermediate/int_observations_mapped.sql',
    'next_step': 'find the join that loses or repeats lines; the parts of a divided figure add up to it to the cent',
}) }}

with observations as (
    select * from {{ ref('stg_licensing_observations') }}
),

editions as (
    select * from {{ ref('int_editions_dated') }}
),

figures as (
    select * from {{ ref('licensing_by_item_destination') }}
),

printed as (
    select
        observations.source_id,
        observations.measure_code,
        sum(observations.value) as figure
    from observations
    inner join editions
        on
            observations.source_id = editions.source_id
            and observations.edition_date = editions.edition_date
    where
        editions.is_latest
        and not observations.is_subtotal
        and observations.unit <> 'quantity'
        and observations.value_state in ('reported', 'reported_zero', 'estimated')
    group by observations.source_id, observations.measure_code
),

published as (
    select
        source_id,
        measure_code,
        sum(value_original) as figure
    from figures
    group by source_id, measure_code
),

different as (
    select
        coalesce(printed.source_id, published.source_id) as source_id,
        coalesce(printed.measure_code, published.measure_code) as measure_code,
        printed.figure as printed_figure,
        published.figure as published_figure
    from printed
    full outer join published
        on
            printed.source_id = published.source_id
            and printed.measure_code = published.measure_code
    where printed.figure is distinct from published.figure
)

select * from different
order by source_id, measure_code
