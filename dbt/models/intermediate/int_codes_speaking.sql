with codes as (
    select * from {{ ref('int_codes_climbed') }}
),

map_rows as (
    select * from {{ ref('int_map_rows_approved') }}
),

denied as (
    select * from {{ ref('int_codes_denied') }}
),

speaking as (
    -- categories are never a counterpart of a code
    select
        codes.source_id,
        codes.publisher_code,
        codes.item_code,
        codes.speaking_code,
        codes.code_steps,
        map_rows.predicate,
        map_rows.common_code,
        map_rows.valid_from,
        map_rows.valid_to,
        min(denied.denied_from) as denied_from,
        max(denied.denied_to) as denied_to
    from codes
    inner join map_rows
        on
            codes.source_id = map_rows.source_id
            and codes.speaking_code = map_rows.item_code
    left join denied
        on
            codes.source_id = denied.source_id
            and codes.item_code = denied.item_code
            and map_rows.common_code = denied.common_code
            and codes.code_steps >= denied.code_steps
    where
        not map_rows.is_negated
        and coalesce(map_rows.common_level, 'none') <> 'category'
    group by
        codes.source_id,
        codes.publisher_code,
        codes.item_code,
        codes.speaking_code,
        codes.code_steps,
        map_rows.predicate,
        map_rows.common_code,
        map_rows.valid_from,
        map_rows.valid_to
)

select * from speaking
