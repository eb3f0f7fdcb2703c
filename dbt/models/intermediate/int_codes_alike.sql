with shared as (
    select * from {{ ref('int_codes_shared') }}
),

stated as (
    select * from {{ ref('int_counterparts_stated') }}
),

alike as (
    -- the code leads both lists to one common item, or to a part of it
    select distinct
        shared.item_code,
        shared.source_id,
        shared.other_source_id
    from shared
    inner join stated
        on
            shared.source_id = stated.source_id
            and shared.item_code = stated.item_code
    inner join stated as others
        on
            shared.other_source_id = others.source_id
            and shared.item_code = others.item_code
    where
        {{ is_at_or_below('stated.common_code', 'others.common_code') }}
        or {{ is_at_or_below('others.common_code', 'stated.common_code') }}
)

select * from alike
