with stated as (
    select * from {{ ref('int_counterparts_stated') }}
),

common_items as (
    select * from {{ ref('int_common_items_climbed') }}
),

reached as (
    -- a counterpart at the item, or of a part of it, controls it; one of what it is a part of reaches it, if it reaches all of that
    select distinct
        stated.source_id,
        common_items.target_common_code as common_code,
        'controls' as reach
    from stated
    inner join common_items
        on stated.common_code = common_items.common_code
    union all
    select distinct
        stated.source_id,
        common_items.common_code,
        'within' as reach
    from stated
    inner join common_items
        on stated.common_code = common_items.target_common_code
    where
        common_items.common_steps > 0
        and stated.predicate in ('exact', 'broad')
),

closest as (
    select
        source_id,
        common_code,
        min(reach) as reach
    from reached
    group by source_id, common_code
)

select * from closest
