with checks as (
    select * from {{ source('common', 'reconciliation_checks') }}
)

select * from checks
