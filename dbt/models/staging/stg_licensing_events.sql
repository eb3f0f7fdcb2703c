with licensing_events as (
    select * from {{ source('landing', 'licensing_event') }}
)

select * from licensing_events
