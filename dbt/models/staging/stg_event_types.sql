with event_types as (
    select * from {{ source('common', 'event_types') }}
)

select * from event_types
