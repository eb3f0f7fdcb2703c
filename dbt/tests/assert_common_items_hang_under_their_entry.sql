{{ config(meta={
    'file': 'crosswalks/common/items.csv',
    'next_step': 'give every entry a category, and every provision an entry whose code begins its own',
}) }}

with common_items as (
    select * from {{ ref('stg_common_items') }}
),

loose as (
    select
        items.common_code,
        items.parent_code,
        items.level
    from common_items as items
    left join common_items as parents
        on items.parent_code = parents.common_code
    left join common_items as entries
        on items.entry_code = entries.common_code
    where
        (items.level = 'entry' and coalesce(parents.level, '') <> 'category')
        or (items.level = 'provision' and coalesce(parents.level, '') not in ('entry', 'provision'))
        or (items.level = 'provision' and coalesce(entries.level, '') <> 'entry')
)

select * from loose
order by common_code
