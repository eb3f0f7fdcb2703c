{{ config(meta={
    'file': 'crosswalks/<state>/<source>.map.csv',
    'next_step': 'correct item_code, or end the row with valid_to if the publisher dropped the code',
}) }}

with approved as (
    select * from {{ ref('int_map_rows_approved') }}
),

editions as (
    select * from {{ ref('int_editions_dated') }}
),

listed as (
    select
        source_id,
        item_code
    from {{ ref('stg_control_items') }}
    union
    select
        source_id,
        category_text as item_code
    from {{ ref('stg_licensing_observations') }}
),

astray as (
    -- a sample holds some codes only, so it refutes none
    select
        approved.source_id,
        approved.item_code,
        approved.common_code
    from approved
    inner join editions
        on approved.source_id = editions.source_id
    left join listed
        on
            approved.source_id = listed.source_id
            and approved.item_code = listed.item_code
    where
        editions.is_latest
        and editions.origin <> 'sample'
        and editions.record = 'control_item'
        and {{ in_force('approved', 'editions.edition_date') }}
        and listed.item_code is null
)

select * from astray
order by source_id, item_code
