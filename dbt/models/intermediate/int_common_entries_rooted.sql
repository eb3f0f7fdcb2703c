with common_items as (
    select * from {{ ref('stg_common_items') }}
),

rooted as (
    select
        entries.common_code as entry_code,
        entries.title as entry_title,
        categories.common_code as category_code,
        categories.title as category_title
    from common_items as entries
    left join common_items as categories
        on entries.parent_code = categories.common_code
    where entries.level = 'entry'
)

select * from rooted
