{{ config(meta={
    'file': 'crosswalks/<state>/<source>.map.csv',
    'next_step': 'have the row reviewed by another role than its author, for sensitive items by roles of two states, and date it',
}) }}

with approved as (
    select * from {{ ref('int_map_rows_approved') }}
),

common_items as (
    select * from {{ ref('stg_common_items') }}
),

unreviewed as (
    select
        approved.source_id,
        approved.item_code,
        approved.common_code,
        approved.author,
        approved.reviewer,
        approved.reviewed_date
    from approved
    left join common_items
        on approved.common_code = common_items.common_code
    where
        approved.author is null
        or approved.reviewer is null
        or approved.reviewed_date is null
        or ' ' || approved.reviewer || ' ' like '% ' || approved.author || ' %'
        or (
            common_items.sensitivity <> 'none'
            and approved.reviewer not like 'rule:%'
            and approved.reviewer not like '% %'
        )
)

select * from unreviewed
order by source_id, item_code
