with definitions as (
    select * from {{ source('common', 'definitions') }}
)

select * from definitions
