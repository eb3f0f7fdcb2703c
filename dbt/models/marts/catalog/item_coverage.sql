with covered as (
    select * from {{ ref('int_entries_covered') }}
),

common_items as (
    select * from {{ ref('int_common_items_rooted') }}
),

described as (
    select
        covered.common_code,
        covered.entry_code,
        common_items.common_level,
        common_items.entry_title,
        common_items.regimes,
        common_items.sensitivity,
        covered.publisher_code,
        covered.state_code,
        covered.predicate,
        covered.source_id,
        covered.item_code,
        covered.since_date
    from covered
    inner join common_items
        on covered.common_code = common_items.common_code
)

select * from described
