with common_items as (
    select * from {{ ref('stg_common_items') }}
),

rooted as (
    select
        items.common_code,
        items.level as common_level,
        items.regimes,
        items.sensitivity,
        items.entry_code,
        entries.title as entry_title,
        coalesce(entries.parent_code, items.common_code) as category_code
    from common_items as items
    left join common_items as entries
        on items.entry_code = entries.common_code
),

titled as (
    select
        rooted.*,
        categories.title as category_title
    from rooted
    left join common_items as categories
        on rooted.category_code = categories.common_code
)

select * from titled
