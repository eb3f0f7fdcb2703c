with shared as (
    select * from {{ ref('int_codes_shared') }}
),

colliding as (
    select * from {{ ref('int_codes_colliding') }}
),

alike as (
    select * from {{ ref('int_codes_alike') }}
),

codes as (
    select * from {{ ref('int_codes_summarised') }}
),

described as (
    -- nobody knows of a code that is undecided in either list
    select
        shared.item_code,
        shared.source_id,
        shared.edition_date,
        codes.predicate,
        codes.common_codes,
        shared.other_source_id,
        shared.other_edition_date,
        others.predicate as other_predicate,
        others.common_codes as other_common_codes,
        case when colliding.item_code is not null then true when alike.item_code is not null then false end as is_collision,
        colliding.collision_basis
    from shared
    inner join codes
        on
            shared.source_id = codes.source_id
            and shared.item_code = codes.item_code
    inner join codes as others
        on
            shared.other_source_id = others.source_id
            and shared.item_code = others.item_code
    left join colliding
        on
            shared.item_code = colliding.item_code
            and shared.source_id = colliding.source_id
            and shared.other_source_id = colliding.other_source_id
    left join alike
        on
            shared.item_code = alike.item_code
            and shared.source_id = alike.source_id
            and shared.other_source_id = alike.other_source_id
)

select * from described
