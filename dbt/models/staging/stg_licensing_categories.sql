with licensing_categories as (
    select * from {{ source('landing', 'licensing_category') }}
)

select * from licensing_categories
