with compositions as (
    select * from {{ source('common', 'compositions') }}
)

select * from compositions
