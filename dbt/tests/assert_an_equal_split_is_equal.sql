{{ config(meta={
    'file': 'crosswalks/<state>/<source>.map.csv',
    'next_step': 'give the rows of the code equal weights, or say in weight_basis what the unequal ones rest on',
}) }}

with map_rows as (
    select * from {{ ref('int_map_rows_approved') }}
    where weight_basis = 'equal_split'
),

unequal as (
    select
        source_id,
        item_code,
        valid_from,
        count(*) as row_count,
        min(weight) as least_weight,
        max(weight) as largest_weight
    from map_rows
    group by source_id, item_code, valid_from
    having max(weight) - min(weight) > 0.000001
)

select * from unequal
order by source_id, item_code, valid_from
