with events as (
    select * from {{ ref('int_events_ordered') }}
    where event_group in ('clock_stop', 'clock_restart')
),

cases as (
    select * from {{ ref('int_cases_closed') }}
    where decided_date is not null
),

changes as (
    -- lines that print one stop or restart of a day several times are one
    select distinct
        cases.source_id,
        cases.application_text,
        cases.decided_date,
        events.event_date,
        events.event_group,
        events.event_text
    from cases
    inner join events
        on
            cases.source_id = events.source_id
            and cases.application_text = events.application_text
            and cases.decided_date >= events.event_date
),

days as (
    select
        source_id,
        application_text,
        decided_date,
        event_date,
        sum(case when event_group = 'clock_stop' then 1 else -1 end) as change
    from changes
    group by source_id, application_text, decided_date, event_date
),

read as (
    -- how many stops are open when a day ends, and until when that stays so
    select
        source_id,
        application_text,
        event_date as from_date,
        coalesce(lead(event_date) over in_time, decided_date) as until_date,
        lead(event_date) over in_time is null as is_last,
        sum(change) over in_time as open_stop_count
    from days
    window in_time as (partition by source_id, application_text order by event_date)
)

select * from read
