{{ config(meta={
    'file': 'crosswalks/<state>/<source>.map.csv',
    'next_step': 'give the rows of the category weights that add up to 1, each with its weight_basis',
}) }}

with categories as (
    select * from {{ ref('int_categories_mapped') }}
),

added as (
    select
        source_id,
        category_code,
        period_end,
        sum(weight) as weights
    from categories
    group by source_id, category_code, period_end
),

unbalanced as (
    select
        source_id,
        category_code,
        weights,
        min(period_end) as first_period_end
    from added
    where weights <> 1
    group by source_id, category_code, weights
)

select * from unbalanced
order by source_id, category_code
