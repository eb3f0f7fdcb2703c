{{ config(meta={
    'file': 'crosswalks/<state>/<source>.map.csv',
    'next_step': 'add a map row for the category, or a row in the .categories.csv beside it if it is not a code of goods',
}) }}

with observations as (
    select * from {{ ref('stg_licensing_observations') }}
),

map_rows as (
    select * from {{ ref('stg_map_rows') }}
),

categories as (
    select * from {{ ref('stg_categories') }}
),

decided as (
    select
        source_id,
        item_code as category_text
    from map_rows
    union
    select
        source_id,
        category_text
    from categories
),

undecided as (
    select
        observations.source_id,
        observations.category_text,
        min(observations.source_line) as first_line
    from observations
    left join decided
        on
            observations.source_id = decided.source_id
            and observations.category_text = decided.category_text
    where
        decided.category_text is null
        and not observations.is_subtotal
    group by observations.source_id, observations.category_text
)

select * from undecided
order by source_id, category_text
