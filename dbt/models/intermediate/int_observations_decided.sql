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
        case
            when observations.reporting_state_text is null then editions.state_code
            else reporting_states.destination_code
        end as reporting_state_code,
        coalesce(reporting_states.destination_name, editions.state_code) as reporting_state_name,
        cast(extract(year from observations.period_end) as integer) as year,
        observations.period_start,
        observations.period_end,
        observations.category_code,
        observations.category_count,
        destinations.destination_code,
        case observations.destination_count
            when 0 then 'none stated'
            when 1 then destinations.destination_name
            else 'several'
        end as destination_name,
        case observations.destination_count
            when 0 then 'unstated'
            when 1 then destinations.destination_type
            else 'several'
        end as destination_type,
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
        on
            case when observations.destination_count = 1 then trim(observations.destination_text) end
            = destinations.destination_text
    left join destinations as reporting_states
        on observations.reporting_state_text = reporting_states.destination_text
    where
        editions.is_latest
        and not observations.is_subtotal
)

select * from decided
