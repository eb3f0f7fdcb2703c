with calendar_days as (
    select * from {{ ref('stg_calendar_days') }}
),

numbered as (
    -- between two days lie as many working days as their numbers differ by, the first not counted, the last counted
    select
        publisher_code,
        day_date,
        cast(
            sum(case when is_working_day then 1 else 0 end) over (partition by publisher_code order by day_date) as integer
        ) as working_day_number
    from calendar_days
)

select * from numbered
