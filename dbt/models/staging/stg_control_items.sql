with control_items as (
    select * from {{ source('landing', 'control_item') }}
)

select * from control_items
