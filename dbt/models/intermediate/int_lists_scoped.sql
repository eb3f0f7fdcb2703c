with editions as (
    select * from {{ ref('int_editions_dated') }}
),

common_items as (
    select * from {{ ref('stg_common_items') }}
),

scoped as (
    -- a list that says nothing of its reach is asked about everything
    select
        editions.source_id,
        editions.publisher_code,
        editions.edition_date,
        common_items.common_code,
        common_items.entry_code,
        coalesce({{ matches_whole('common_items.common_code', 'editions.covers') }}, true) as is_in_scope
    from editions
    cross join common_items
    where
        editions.is_latest
        and editions.record = 'control_item'
        and common_items.level <> 'category'
)

select * from scoped
