with codes as (
    select * from {{ ref('int_codes_printed') }}
),

climbed as (
    -- a reserved code holds no goods, so what stands above it says nothing of it
    select
        codes.source_id,
        codes.publisher_code,
        codes.item_code,
        above.item_code as speaking_code,
        cast({{ depth_of('codes.item_code') }} - {{ depth_of('above.item_code') }} as integer) as code_steps
    from codes
    inner join codes as above
        on
            codes.source_id = above.source_id
            and {{ first_level_of('codes.item_code') }} = {{ first_level_of('above.item_code') }}
            and starts_with(codes.item_code || '.', above.item_code || '.')
    where
        codes.item_code = above.item_code
        or (codes.kind <> 'reserved' and above.kind <> 'reserved')
)

select * from climbed
