with speaking as (
    select * from {{ ref('int_codes_speaking') }}
    where predicate <> 'none'
),

common_items as (
    select * from {{ ref('int_common_items_climbed') }}
),

compositions as (
    select * from {{ ref('stg_compositions') }}
),

paths as (
    -- what a code is below is wider than the code, in its own list as in the common one
    select
        origin.source_id,
        origin.publisher_code,
        origin.item_code,
        origin.speaking_code,
        origin.code_steps,
        origin.predicate as first_predicate,
        origin.common_code,
        common_items.target_common_code,
        common_items.common_steps,
        {{ inverse_of('target.predicate') }} as second_predicate,
        target.source_id as target_source_id,
        target.publisher_code as target_publisher_code,
        target.item_code as target_item_code,
        case when origin.code_steps > 0 then 'narrow' else 'exact' end as climbed_predicate,
        case when common_items.common_steps > 0 then 'narrow' else 'exact' end as common_predicate,
        greatest(origin.valid_from, target.valid_from) as valid_from,
        least(origin.valid_to, target.valid_to) as valid_to,
        least(origin.denied_from, target.denied_from) as denied_from,
        greatest(origin.denied_to, target.denied_to) as denied_to
    from speaking as origin
    inner join common_items
        on origin.common_code = common_items.common_code
    inner join speaking as target
        on
            common_items.target_common_code = target.common_code
            and origin.publisher_code <> target.publisher_code
            and target.code_steps = 0
            and {{ overlap('origin', 'target') }}
),

composed as (
    select
        paths.*,
        last.composed_predicate
    from paths
    left join compositions as first
        on
            paths.climbed_predicate = first.first_predicate
            and paths.first_predicate = first.second_predicate
    left join compositions as middle
        on
            first.composed_predicate = middle.first_predicate
            and paths.common_predicate = middle.second_predicate
    left join compositions as last
        on
            middle.composed_predicate = last.first_predicate
            and paths.second_predicate = last.second_predicate
)

select * from composed
