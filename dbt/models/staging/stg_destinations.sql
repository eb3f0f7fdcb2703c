with readings as (
    select * from {{ source('landing', 'destination_reading') }}
)

select * from readings
