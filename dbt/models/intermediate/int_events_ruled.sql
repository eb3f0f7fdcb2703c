with events as (
    select * from {{ ref('int_events_ordered') }}
),

rules as (
    select * from {{ ref('stg_counting_rules') }}
),

ruled as (
    -- where no first decision is known, the event speaks for its own day
    select
        events.source_id,
        events.publisher_code,
        events.edition_date,
        events.source_line,
        events.application_text,
        events.licence_text,
        events.event_number,
        events.event_type,
        rules.definition_code,
        rules.effect,
        rules.replaces,
        coalesce(case when rules.dated_by = 'first_decision_date' then events.first_decision_date end, events.event_date) as counted_date,
        case rules.scope
            when 'application' then ''
            when 'licence' then coalesce(events.licence_text, '')
            when 'licence_destination' then concat_ws(' | ', coalesce(events.licence_text, ''), coalesce(events.destination_text, ''))
            else concat_ws(' | ', coalesce(events.licence_text, ''), events.event_type, cast(events.event_date as string))
        end as unit_text
    from events
    inner join rules
        on events.event_type = rules.event_type
),

numbered as (
    select
        ruled.*,
        row_number() over (
            partition by ruled.source_id, ruled.application_text, ruled.definition_code, ruled.effect, ruled.unit_text
            order by ruled.event_number
        ) as time_number
    from ruled
    where ruled.effect <> 0
    union all
    select
        ruled.*,
        1 as time_number
    from ruled
    where ruled.effect = 0
)

select * from numbered
