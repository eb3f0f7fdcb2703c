with observations as (
    select * from {{ ref('stg_licensing_observations') }}
),

editions as (
    select * from {{ ref('int_editions_dated') }}
),

destinations as (
    select * from {{ ref('stg_destinations') }}
),

named as (
    select
        observations.source_id,
        reporting_states.destination_name as reporting_state_name,
        cast(extract(year from observations.period_start) as integer) as year,
        destinations.destination_name,
        observations.measure_code,
        case when observations.is_subtotal then observations.value end as printed_total,
        case when not observations.is_subtotal then observations.value end as divided_figure
    from observations
    inner join editions
        on
            observations.source_id = editions.source_id
            and observations.edition_date = editions.edition_date
    inner join destinations
        on
            trim(observations.destination_text) = destinations.destination_text
            and observations.destination_count = 1
    inner join destinations as reporting_states
        on observations.reporting_state_text = reporting_states.destination_text
    where
        editions.is_latest
        and coalesce(observations.subtotal_scope, 'category') = 'category'
),

undivided as (
    -- the publisher prints a total over the categories and no category of it
    select
        source_id,
        reporting_state_name,
        year,
        destination_name,
        measure_code
    from named
    group by source_id, reporting_state_name, year, destination_name, measure_code
    having
        max(printed_total) > 0
        and count(divided_figure) = 0
)

select * from undivided
