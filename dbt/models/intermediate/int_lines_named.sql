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

named as (
    -- the newest vintage, the publisher's own sums among the figures
    select
        observations.source_id,
        editions.publisher_code,
        observations.edition_date,
        observations.source_line,
        reporting_states.destination_code as reporting_state_code,
        coalesce(reporting_states.destination_name, observations.reporting_state_text, editions.state_code) as reporting_state_name,
        cast(extract(year from observations.period_end) as integer) as year,
        places.destination_code,
        coalesce(places.destination_name, observations.destination_text) as destination_name,
        observations.category_code,
        observations.measure_code,
        observations.definition_code,
        observations.unit,
        observations.currency_code,
        observations.value_state,
        observations.value,
        observations.is_subtotal,
        observations.subtotal_scope,
        coalesce(observations.subtotal_scope like '%reporting_state%', false) as is_over_states,
        coalesce(observations.subtotal_scope like '%category%', false) as is_over_categories
    from observations
    inner join editions
        on
            observations.source_id = editions.source_id
            and observations.edition_date = editions.edition_date
    left join destinations as places
        on trim(observations.destination_text) = places.destination_text
    left join destinations as reporting_states
        on observations.reporting_state_text = reporting_states.destination_text
    where editions.is_latest
)

select * from named
