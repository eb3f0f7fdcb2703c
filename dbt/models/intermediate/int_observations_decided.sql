{{ config(materialized='view') }}

with observations as (
    select * from {{ ref('stg_licensing_observations') }}
),

editions as (
    select * from {{ ref('int_editions_dated') }}
),

destinations as (
    select * from {{ ref('stg_destinations') }}
),

decided as (
    -- the newest vintage only; what the publisher printed as a subtotal is never added up
    select
        observations.source_id,
        editions.publisher_code,
        observations.edition_date,
        editions.is_public,
        observations.source_line,
        reporting_states.destination_code as reporting_state_code,
        reporting_states.destination_name as reporting_state_name,
        cast(extract(year from observations.period_start) as integer) as year,
        observations.period_start,
        observations.period_end,
        observations.category_text,
        destinations.destination_code,
        destinations.destination_name,
        destinations.destination_type,
        observations.destination_role,
        observations.measure_code,
        observations.definition_code,
        observations.unit,
        observations.currency_code,
        observations.value_state,
        observations.value
    from observations
    inner join editions
        on
            observations.source_id = editions.source_id
            and observations.edition_date = editions.edition_date
    left join destinations
        on observations.destination_text = destinations.destination_text
    left join destinations as reporting_states
        on observations.reporting_state_text = reporting_states.destination_text
    where
        editions.is_latest
        and not observations.is_subtotal
)

select * from decided
