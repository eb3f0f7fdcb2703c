with cases as (
    select * from {{ ref('int_cases_timed') }}
),

targets as (
    select * from {{ ref('stg_processing_targets') }}
),

times as (
    -- working days and calendar days are two readings of one case, and never meet in one row
    select
        cases.*,
        'calendar' as day_kind,
        cases.calendar_days as day_count,
        cases.clock_doubt as excluded_reason
    from cases
    union all
    select
        cases.*,
        'working' as day_kind,
        cases.working_days as day_count,
        coalesce(cases.clock_doubt, case when cases.working_days is null then 'calendar_unknown' end) as excluded_reason
    from cases
),

targeted as (
    select
        times.source_id,
        times.publisher_code,
        times.edition_date,
        times.application_text,
        times.licence_kind,
        cast(extract(year from times.closed_date) as integer) as year,
        times.decided_date,
        times.is_decided_while_stopped,
        times.day_kind,
        case when times.excluded_reason is null then times.day_count end as day_count,
        times.excluded_reason,
        targets.target_days,
        targets.target_share
    from times
    left join targets
        on
            times.publisher_code = targets.publisher_code
            and times.day_kind = targets.day_kind
            and times.licence_kind = coalesce(targets.licence_kind, times.licence_kind)
            and times.excluded_reason is null
            and {{ in_force('targets', 'times.decided_date') }}
)

select * from targeted
