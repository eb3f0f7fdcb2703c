{{ config(meta={
    'file': 'dbt/models/intermediate/int_times_targeted.sql',
    'next_step': 'give every closed case, for each kind of day, a time or a reason why it has none',
}) }}

with cases as (
    select * from {{ ref('int_cases_closed') }}
    where closed_date is not null
),

times as (
    select * from {{ ref('int_times_targeted') }}
),

told as (
    select
        source_id,
        application_text,
        count(distinct case when (day_count is null) <> (excluded_reason is null) then day_kind end) as told_count
    from times
    group by source_id, application_text
),

untold as (
    select
        cases.source_id,
        cases.application_text,
        coalesce(told.told_count, 0) as told_count
    from cases
    left join told
        on
            cases.source_id = told.source_id
            and cases.application_text = told.application_text
    where coalesce(told.told_count, 0) <> 2
)

select * from untold
order by source_id, application_text
