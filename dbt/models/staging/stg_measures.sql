with measures as (
    select * from {{ source('common', 'measures') }}
)

select * from measures
