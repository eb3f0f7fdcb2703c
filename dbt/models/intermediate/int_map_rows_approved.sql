with map_rows as (
    select * from {{ ref('stg_map_rows') }}
),

common_items as (
    select * from {{ ref('int_common_items_rooted') }}
),

approved as (
    select
        map_rows.*,
        common_items.common_level,
        common_items.entry_code
    from map_rows
    left join common_items
        on map_rows.common_code = common_items.common_code
    where map_rows.status = 'approved'
)

select * from approved
