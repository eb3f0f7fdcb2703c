with speaking as (
    select * from {{ ref('int_codes_speaking') }}
),

nearest as (
    select
        source_id,
        item_code,
        min(code_steps) as code_steps
    from speaking
    where predicate <> 'none'
    group by source_id, item_code
),

refused as (
    -- what has no counterpart has none in any part, unless a nearer judgement says otherwise
    select speaking.*
    from speaking
    left join nearest
        on
            speaking.source_id = nearest.source_id
            and speaking.item_code = nearest.item_code
            and speaking.code_steps > nearest.code_steps
    where
        speaking.predicate = 'none'
        and nearest.item_code is null
)

select * from refused
