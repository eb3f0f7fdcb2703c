with cases as (
    select * from {{ ref('int_cases_closed') }}
),

day_kinds as (
    select 'calendar' as day_kind
    union all
    select 'working' as day_kind
),

dates as (
    select
        source_id,
        edition_date,
        received_date as event_date
    from cases
    union all
    select
        source_id,
        edition_date,
        closed_date as event_date
    from cases
),

years as (
    -- the log of the running year ends with the edition
    select distinct
        source_id,
        cast(extract(year from event_date) as integer) as year,
        least(make_date(cast(extract(year from event_date) as integer), 12, 31), edition_date) as last_date
    from dates
    where event_date is not null
),

standing as (
    select
        cases.source_id,
        cases.publisher_code,
        cases.edition_date,
        years.year,
        cases.licence_kind,
        day_kinds.day_kind,
        count(*) as open_count
    from cases
    inner join years
        on
            cases.source_id = years.source_id
            and cases.received_date <= years.last_date
            and coalesce(cases.closed_date > years.last_date, true)
    cross join day_kinds
    group by cases.source_id, cases.publisher_code, cases.edition_date, years.year, cases.licence_kind, day_kinds.day_kind
)

select * from standing
