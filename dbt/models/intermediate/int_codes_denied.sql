with map_rows as (
    select * from {{ ref('int_map_rows_approved') }}
),

codes as (
    select * from {{ ref('int_codes_climbed') }}
),

denied as (
    -- what is denied of a code is denied of everything below it, from the first to the last day on which any row denies it
    select
        codes.source_id,
        codes.item_code,
        codes.code_steps,
        map_rows.common_code,
        min(coalesce(map_rows.valid_from, date '0001-01-01')) as denied_from,
        max(coalesce(map_rows.valid_to, date '9999-12-31')) as denied_to
    from codes
    inner join map_rows
        on
            codes.source_id = map_rows.source_id
            and codes.speaking_code = map_rows.item_code
    where map_rows.is_negated
    group by codes.source_id, codes.item_code, codes.code_steps, map_rows.common_code
)

select * from denied
