{{ config(meta={
    'file': 'crosswalks/<state>/<source>.map.csv',
    'next_step': 'end either the `none` row or the other one with valid_to',
}) }}

with approved as (
    select * from {{ ref('int_map_rows_approved') }}
),

contradicted as (
    select
        silent.source_id,
        silent.item_code,
        speaking.predicate,
        speaking.common_code
    from approved as silent
    inner join approved as speaking
        on
            silent.source_id = speaking.source_id
            and silent.item_code = speaking.item_code
    where
        silent.predicate = 'none'
        and speaking.predicate <> 'none'
        and not silent.is_negated
        and not speaking.is_negated
        and {{ overlap('silent', 'speaking') }}
)

select * from contradicted
order by source_id, item_code
