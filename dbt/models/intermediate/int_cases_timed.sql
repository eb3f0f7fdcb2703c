with cases as (
    select * from {{ ref('int_cases_closed') }}
    where closed_date is not null
),

clocks as (
    select * from {{ ref('int_clocks_read') }}
),

numbered as (
    select * from {{ ref('int_working_days_numbered') }}
),

stops as (
    select
        clocks.source_id,
        clocks.application_text,
        min(clocks.open_stop_count) as least_open_count,
        max(clocks.open_stop_count) as most_open_count,
        max(case when clocks.is_last then clocks.open_stop_count end) as last_open_count,
        sum(case when clocks.open_stop_count > 0 then {{ days_between('clocks.from_date', 'clocks.until_date') }} else 0 end)
            as stopped_calendar_days,
        sum(case when clocks.open_stop_count > 0 then until_day.working_day_number - from_day.working_day_number else 0 end)
            as stopped_working_days
    from clocks
    inner join cases
        on
            clocks.source_id = cases.source_id
            and clocks.application_text = cases.application_text
    left join numbered as from_day
        on
            cases.publisher_code = from_day.publisher_code
            and clocks.from_date = from_day.day_date
    left join numbered as until_day
        on
            cases.publisher_code = until_day.publisher_code
            and clocks.until_date = until_day.day_date
    group by clocks.source_id, clocks.application_text
),

judged as (
    select
        cases.*,
        coalesce(stops.last_open_count, 0) > 0 as is_decided_while_stopped,
        coalesce(
            cases.doubt,
            case
                when stops.least_open_count < 0 then 'restarted_without_stop'
                when stops.most_open_count > 1 and stops.last_open_count > 0 then 'stops_unclear'
            end
        ) as clock_doubt,
        {{ days_between('cases.received_date', 'cases.decided_date') }} - coalesce(stops.stopped_calendar_days, 0) as calendar_days,
        decided_day.working_day_number - received_day.working_day_number - coalesce(stops.stopped_working_days, 0) as working_days
    from cases
    left join stops
        on
            cases.source_id = stops.source_id
            and cases.application_text = stops.application_text
    left join numbered as received_day
        on
            cases.publisher_code = received_day.publisher_code
            and cases.received_date = received_day.day_date
    left join numbered as decided_day
        on
            cases.publisher_code = decided_day.publisher_code
            and cases.decided_date = decided_day.day_date
)

select * from judged
