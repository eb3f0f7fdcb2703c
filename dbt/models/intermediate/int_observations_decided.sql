-- depends_on: {{ ref('stg_euro_rates') }}
{{ config(materialized='view', pre_hook='{{ make_keys_of_observations() }}') }}

with observations as (
    select * from {{ ref('stg_licensing_observations') }}
),

editions as (
    select
        editions.source_id,
        editions.edition_date,
        editions.is_latest,
        editions.is_public,
        {{ key_of('editions.publisher_code', 'publisher_code') }} as publisher_code,
        {{ key_of('editions.state_code', 'destination_code') }} as state_code,
        {{ key_of('coalesce(own_states.destination_name, editions.state_code)', 'destination_name') }} as state_name
    from {{ ref('int_editions_dated') }} as editions
    left join {{ ref('stg_destinations') }} as own_states on editions.state_code = own_states.destination_text
),

destinations as (
    select
        destination_text,
        {{ key_of('destination_code', 'destination_code') }} as destination_code,
        {{ key_of('destination_name', 'destination_name') }} as destination_name,
        {{ key_of('destination_type', 'destination_type') }} as destination_type
    from {{ ref('stg_destinations') }}
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
        coalesce(reporting_states.destination_name, editions.state_name) as reporting_state_name,
        cast(extract(year from observations.period_end) as integer) as year,
        observations.period_start,
        observations.period_end,
        observations.category_code,
        observations.category_count,
        destinations.destination_code,
        case observations.destination_count
            when 0 then {{ key_of("'none stated'", 'destination_name') }}
            when 1 then destinations.destination_name
            else {{ key_of("'several'", 'destination_name') }}
        end as destination_name,
        case observations.destination_count
            when 0 then {{ key_of("'unstated'", 'destination_type') }}
            when 1 then destinations.destination_type
            else {{ key_of("'several'", 'destination_type') }}
        end as destination_type,
        {{ key_of('observations.destination_role', 'destination_role') }} as destination_role,
        observations.measure_code,
        observations.definition_code,
        {{ key_of('observations.unit', 'unit') }} as unit,
        {{ key_of('observations.currency_code', 'currency_code') }} as currency_code,
        {{ key_of('observations.value_state', 'value_state') }} as value_state,
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
    where editions.is_latest and not observations.is_subtotal
)

select * from decided
