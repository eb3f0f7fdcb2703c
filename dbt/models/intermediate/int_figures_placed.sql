with observations as (
    select * from {{ ref('stg_licensing_observations') }}
),

editions as (
    select * from {{ ref('int_editions_dated') }}
    where is_latest
),

destinations as (
    select * from {{ ref('stg_destinations') }}
),

placed as (
    -- every line of the newest vintage, printed totals too; a place without a code goes by its name
    select
        observations.source_id,
        editions.publisher_code,
        observations.edition_date,
        observations.source_line,
        observations.reporting_state_text is null
        or coalesce(reporting_states.destination_code = editions.state_code, false) as is_own_report,
        case
            when observations.reporting_state_text is null then editions.state_code
            else coalesce(
                reporting_states.destination_code, reporting_states.destination_name, observations.reporting_state_text
            )
        end as reporting_state_code,
        coalesce(reporting_states.destination_name, observations.reporting_state_text, editions.state_code) as reporting_state_name,
        case
            when observations.reporting_state_text is null then 'state'
            else reporting_states.destination_type
        end as reporting_state_type,
        case
            when observations.destination_count = 1
                then coalesce(destinations.destination_code, destinations.destination_name, trim(observations.destination_text))
        end as destination_code,
        coalesce(destinations.destination_name, observations.destination_text) as destination_name,
        observations.destination_role,
        cast(extract(year from observations.period_end) as integer) as year,
        observations.period_grain,
        observations.period_end,
        observations.measure_code,
        observations.definition_code,
        observations.unit,
        observations.currency_code,
        observations.category_code,
        observations.category_count,
        observations.value_state,
        case when observations.value_state in ('reported', 'reported_zero', 'estimated') then observations.value end as figure,
        observations.is_subtotal,
        coalesce(observations.subtotal_scope, '') as subtotal_scope
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
)

select * from placed
