with map_rows as (
    select * from {{ ref('stg_map_rows') }}
    where
        status in ('approved', 'proposed', 'disputed')
        and not is_negated
        and predicate not in ('none', 'todo')
),

codes as (
    select * from {{ ref('int_codes_climbed') }}
),

common_items as (
    select * from {{ ref('int_common_items_climbed') }}
),

origin as (
    select distinct
        codes.source_id,
        codes.publisher_code,
        codes.item_code,
        map_rows.common_code,
        map_rows.status = 'approved' as is_approved
    from codes
    inner join map_rows
        on
            codes.source_id = map_rows.source_id
            and codes.speaking_code = map_rows.item_code
),

target as (
    select distinct
        codes.source_id,
        codes.publisher_code,
        map_rows.common_code,
        map_rows.status = 'approved' as is_approved
    from codes
    inner join map_rows
        on
            codes.source_id = map_rows.source_id
            and codes.item_code = map_rows.item_code
            and codes.code_steps = 0
),

proposed as (
    select distinct
        origin.source_id,
        origin.publisher_code,
        origin.item_code,
        target.source_id as target_source_id,
        target.publisher_code as target_publisher_code
    from origin
    inner join common_items
        on origin.common_code = common_items.common_code
    inner join target
        on
            common_items.target_common_code = target.common_code
            and origin.publisher_code <> target.publisher_code
    where not (origin.is_approved and target.is_approved)
)

select * from proposed
