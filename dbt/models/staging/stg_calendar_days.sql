with calendar_days as (
    select * from {{ source('landing', 'calendar_day') }}
)

select * from calendar_days
