with currencies as (
    select * from {{ source('common', 'currencies') }}
)

select * from currencies
