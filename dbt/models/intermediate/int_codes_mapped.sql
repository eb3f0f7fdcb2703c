with codes as (
    select * from {{ ref('int_codes_listed') }}
),

map_rows as (
    select * from {{ ref('int_map_rows_approved') }}
),

mapped as (
    select
        codes.*,
        map_rows.common_code,
        map_rows.entry_code,
        coalesce(map_rows.predicate, 'todo') as predicate,
        {{ predicate_rank('map_rows.predicate') }} as predicate_rank
    from codes
    left join map_rows
        on
            codes.source_id = map_rows.source_id
            and codes.item_code = map_rows.item_code
            and not map_rows.is_negated
            and {{ in_force('map_rows', 'codes.edition_date') }}
)

select * from mapped
