with common_items as (
    select * from {{ ref('stg_common_items') }}
),

published as (
    select
        common_code,
        parent_code as common_parent_code,
        entry_code,
        level as common_level,
        title as common_title,
        regimes,
        sensitivity
    from common_items
)

select * from published
