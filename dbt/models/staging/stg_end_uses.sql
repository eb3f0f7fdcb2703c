with end_uses as (
    select * from {{ source('common', 'end_uses') }}
)

select * from end_uses
