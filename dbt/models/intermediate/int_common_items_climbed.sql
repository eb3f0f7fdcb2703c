with common_items as (
    select * from {{ ref('stg_common_items') }}
    where level in ('entry', 'provision')
),

climbed as (
    select
        common_items.common_code,
        above.common_code as target_common_code,
        cast({{ depth_of('common_items.common_code') }} - {{ depth_of('above.common_code') }} as integer) as common_steps
    from common_items
    inner join common_items as above
        on
            common_items.entry_code = above.entry_code
            and starts_with(common_items.common_code || '.', above.common_code || '.')
)

select * from climbed
