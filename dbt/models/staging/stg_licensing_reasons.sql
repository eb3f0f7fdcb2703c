with licensing_reasons as (
    select * from {{ source('landing', 'licensing_reason') }}
)

select * from licensing_reasons
