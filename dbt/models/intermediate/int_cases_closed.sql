with events as (
    select * from {{ ref('int_events_ordered') }}
),

cases as (
    select
        source_id,
        publisher_code,
        edition_date,
        application_text,
        min(case when event_group = 'receipt' then event_date end) as received_date,
        count(distinct case when event_group = 'receipt' then event_date end) as receipt_count,
        min(case when event_group = 'decision' then event_date end) as decided_date,
        min(case when event_group = 'ending' then event_date end) as ended_date,
        min(case when event_group in ('appeal', 'licence') then event_date end) as later_date,
        min(case when event_group in ('clock_stop', 'clock_restart') then event_date end) as clock_date,
        coalesce(
            min(case when event_group = 'decision' then licence_kind end),
            min(case when event_group = 'receipt' then licence_kind end),
            min(licence_kind),
            'not_stated'
        ) as licence_kind
    from events
    group by source_id, publisher_code, edition_date, application_text
),

closed as (
    -- a case is decided by its first decision; what is in doubt about it is named, and the first doubt is enough
    select
        *,
        coalesce(decided_date, ended_date, later_date) as closed_date,
        case
            when decided_date is null and ended_date is not null then 'ended_without_decision'
            when decided_date is null and later_date is not null then 'first_decision_missing'
            when decided_date is null then null
            when received_date is null then 'receipt_missing'
            when receipt_count > 1 then 'received_twice'
            when decided_date < received_date then 'decided_before_receipt'
            when ended_date < decided_date then 'ended_before_decision'
            when later_date < decided_date then 'followed_before_decision'
            when clock_date < received_date then 'stopped_before_receipt'
        end as doubt
    from cases
)

select * from closed
