with codes as (
    select * from {{ ref('int_codes_mapped') }}
),

refused as (
    select distinct
        source_id,
        item_code
    from codes
    where predicate = 'none'
),

topmost as (
    -- what stands below an item without counterpart is a part of it
    select
        refused.source_id,
        refused.item_code
    from refused
    left join refused as above
        on
            refused.source_id = above.source_id
            and refused.item_code <> above.item_code
            and {{ is_at_or_below('refused.item_code', 'above.item_code') }}
    where above.item_code is null
),

lists as (
    -- a list whose every code lies within a common item cannot hold goods that are in none
    select
        source_id,
        min(case when predicate in ('exact', 'narrow') and entry_code is not null then 1 else 0 end) = 1 as is_within_common
    from codes
    group by source_id
),

held as (
    select
        topmost.source_id as national_source_id,
        topmost.item_code,
        lists.source_id,
        case
            when lists.source_id = topmost.source_id then 'controls'
            when lists.is_within_common then 'absent'
            else 'undecided'
        end as control_state
    from topmost
    cross join lists
)

select * from held
