{{ config(severity='warn', meta={
    'file': 'crosswalks/<state>/<source>.map.csv',
    'next_step': 'add a row for the entry, proposed or approved; until then it counts as todo',
}) }}

with codes as (
    select * from {{ ref('int_codes_listed') }}
),

map_rows as (
    select * from {{ ref('stg_map_rows') }}
),

unmapped as (
    select
        codes.source_id,
        codes.item_code
    from codes
    left join map_rows
        on
            codes.source_id = map_rows.source_id
            and codes.item_code = map_rows.item_code
    where
        codes.code_level = 'entry'
        and map_rows.item_code is null
)

select * from unmapped
order by source_id, item_code
