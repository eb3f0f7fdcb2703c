with codes as (
    select * from {{ ref('int_codes_mapped') }}
),

stated as (
    select * from {{ ref('int_counterparts_stated') }}
),

map_rows as (
    select * from {{ ref('stg_map_rows') }}
    where
        status in ('proposed', 'disputed')
        and not is_negated
),

common_items as (
    select * from {{ ref('stg_common_items') }}
),

heads as (
    -- entries of a list that lead to, and do not exhaust, a common entry
    select
        source_id,
        item_code as head_code,
        entry_code
    from stated
    where
        common_code = entry_code
        and {{ first_level_of('item_code') }} = item_code
        and predicate in ('close', 'narrow', 'overlaps')
),

open_heads as (
    select distinct
        heads.source_id,
        heads.head_code
    from heads
    inner join codes
        on
            heads.source_id = codes.source_id
            and {{ is_at_or_below('codes.item_code', 'heads.head_code') }}
    where codes.predicate = 'todo'
),

proposals as (
    select distinct
        map_rows.source_id,
        common_items.entry_code
    from map_rows
    inner join common_items
        on map_rows.common_code = common_items.common_code
),

worked_through as (
    -- every code of every such head is decided, and nothing is proposed for the common entry from elsewhere in the list
    select
        heads.source_id,
        heads.entry_code
    from heads
    left join open_heads
        on
            heads.source_id = open_heads.source_id
            and heads.head_code = open_heads.head_code
    left join proposals
        on
            heads.source_id = proposals.source_id
            and heads.entry_code = proposals.entry_code
    group by heads.source_id, heads.entry_code
    having
        count(open_heads.head_code) = 0
        and count(proposals.entry_code) = 0
)

select * from worked_through
