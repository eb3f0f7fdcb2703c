{{ config(meta={
    'file': 'crosswalks/<state>/<source>.map.csv',
    'next_step': 'keep one approved row for the pair, or part their validity with valid_from and valid_to',
}) }}

with approved as (
    select
        *,
        row_number() over (
            partition by source_id, item_code, common_code
            order by valid_from, valid_to, predicate, reviewed_date
        ) as row_number
    from {{ ref('int_map_rows_approved') }}
),

doubled as (
    select
        earlier.source_id,
        earlier.item_code,
        earlier.common_code,
        earlier.predicate,
        later.predicate as other_predicate
    from approved as earlier
    inner join approved as later
        on
            earlier.source_id = later.source_id
            and earlier.item_code = later.item_code
            and coalesce(earlier.common_code, '') = coalesce(later.common_code, '')
    where
        earlier.row_number < later.row_number
        and {{ overlap('earlier', 'later') }}
)

select * from doubled
order by source_id, item_code
