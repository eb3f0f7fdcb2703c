with events as (
    select * from {{ ref('stg_licensing_events') }}
),

editions as (
    select * from {{ ref('int_editions_dated') }}
),

event_types as (
    select * from {{ ref('stg_event_types') }}
),

newest as (
    -- an edition is the publisher's whole log: the newest one speaks
    select
        events.*,
        editions.publisher_code,
        event_types.event_group
    from events
    inner join editions
        on
            events.source_id = editions.source_id
            and events.edition_date = editions.edition_date
    inner join event_types
        on events.event_type = event_types.event_type
    where editions.is_latest
),

ordered as (
    select
        newest.*,
        row_number() over (
            partition by newest.source_id, newest.application_text order by newest.event_date, newest.source_line
        ) as event_number,
        min(case when newest.event_group = 'decision' then newest.event_date end) over (
            partition by newest.source_id, newest.application_text
        ) as first_decision_date
    from newest
)

select * from ordered
