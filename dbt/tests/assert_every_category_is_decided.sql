{{ config(meta={
    'file': 'crosswalks/<state>/<source>.map.csv',
    'next_step': 'add a map row for the category, or a row in the .categories.csv beside it if it is not a code of goods',
}) }}

with observations as (
    select * from {{ ref('stg_licensing_categories') }}
),

subtotals as (
    select * from {{ ref('stg_licensing_observations') }}
    where is_subtotal
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
        item_code as category_code
    from map_rows
    union
    select
        source_id,
        category_text as category_code
    from categories
),

undecided as (
    select
        observations.source_id,
        observations.category_code,
        min(observations.source_line) as first_line
    from observations
    left join decided
        on
            observations.source_id = decided.source_id
            and observations.category_code = decided.category_code
    where
        decided.category_code is null
        and not exists (
            select 1
            from subtotals
            where
                subtotals.source_id = observations.source_id
                and subtotals.edition_date = observations.edition_date
                and subtotals.source_line = observations.source_line
        )
    group by observations.source_id, observations.category_code
)

select * from undecided
order by source_id, category_code
