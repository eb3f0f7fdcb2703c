with events as (
    select * from {{ ref('int_events_ordered') }}
),

rules as (
    select * from {{ ref('stg_counting_rules') }}
),

periods as (
    select * from {{ ref('stg_counting_periods') }}
),

dated as (
    -- where no first decision is known, the event speaks for its own day
    select
        events.*,
        rules.definition_code,
        rules.effect,
        rules.replaces,
        coalesce(case when rules.dated_by = 'first_decision_date' then events.first_decision_date end, events.event_date) as counted_date,
        case rules.scope
            when 'application' then ''
            when 'licence' then coalesce(events.licence_text, '')
            when 'licence_destination' then concat_ws(' | ', coalesce(events.licence_text, ''), coalesce(events.destination_text, ''))
            else concat_ws(' | ', coalesce(events.licence_text, ''), events.event_type, cast(events.event_date as varchar))
        end as unit_text
    from events
    inner join rules
        on events.event_type = rules.event_type
),

placed as (
    select
        dated.*,
        periods.period_grain,
        {{ period_start('dated.counted_date', 'periods.period_grain', 'periods.first_month') }} as period_start,
        {{ period_end('dated.counted_date', 'periods.period_grain', 'periods.first_month') }} as period_end
    from dated
    inner join periods
        on dated.definition_code = periods.definition_code
)

select * from placed
