{{ config(meta={
    'file': 'crosswalks/<state>/<source>.map.csv',
    'next_step': 'correct common_code, or have the item adopted in crosswalks/common/items.csv first; a `none` row has no common_code',
}) }}

with approved as (
    select * from {{ ref('int_map_rows_approved') }}
),

astray as (
    select
        source_id,
        item_code,
        predicate,
        common_code
    from approved
    where
        (predicate = 'none' and common_code is not null)
        or (predicate <> 'none' and common_level is null)
)

select * from astray
order by source_id, item_code
