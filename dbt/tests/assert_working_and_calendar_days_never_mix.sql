{{ config(meta={
    'file': 'dbt/models/intermediate/int_times_targeted.sql',
    'next_step': 'hold working days against targets in working days, calendar days against targets in calendar days',
}) }}

with published as (
    select * from {{ ref('processing_times') }}
    where target_days is not null
),

targets as (
    select * from {{ ref('stg_processing_targets') }}
),

cases as (
    select * from {{ ref('int_cases_timed') }}
    where clock_doubt is null
),

mixed as (
    select
        published.source_id,
        published.day_kind,
        published.target_days as day_count
    from published
    left join targets
        on
            published.publisher_code = targets.publisher_code
            and published.day_kind = targets.day_kind
            and published.target_days = targets.target_days
    where targets.publisher_code is null
    union all
    -- nobody works on more days than there are
    select
        source_id,
        'working' as day_kind,
        working_days as day_count
    from cases
    where
        working_days > calendar_days
        or calendar_days < 0
        or working_days < 0
)

select * from mixed
order by source_id
