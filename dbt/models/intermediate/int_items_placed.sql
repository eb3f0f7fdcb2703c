with figures as (
    select * from {{ ref('int_licensing_summed') }}
    where is_public
),

common_items as (
    select * from {{ ref('int_common_items_rooted') }}
),

placed as (
    -- munitions by entry of their list, dual-use goods by category: as deep as publishers go
    select
        figures.*,
        case
            when common_items.category_code = 'ML' then coalesce(common_items.entry_code, 'ML')
            else common_items.category_code
        end as listed_code,
        case
            when common_items.category_code = 'ML' then coalesce(common_items.entry_title, common_items.category_title)
            else common_items.category_title
        end as listed_title
    from figures
    inner join common_items
        on figures.common_code = common_items.common_code
)

select * from placed
