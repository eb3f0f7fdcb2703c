with items as (
    select * from {{ source('common', 'items') }}
),

rooted as (
    select
        common_code,
        parent_code,
        level,
        title,
        regimes,
        sensitivity,
        case when level <> 'category' then {{ first_level_of('common_code') }} end as entry_code
    from items
)

select * from rooted
