with names as (
    select * from {{ source('common', 'destinations') }}
)

select * from names
