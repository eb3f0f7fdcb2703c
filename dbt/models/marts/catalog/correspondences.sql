with nearest as (
    select * from {{ ref('int_correspondences_nearest') }}
),

unnamed as (
    select * from {{ ref('int_correspondences_unnamed') }}
),

published as (
    select
        source_id,
        publisher_code,
        item_code,
        speaking_code,
        code_steps,
        first_predicate,
        common_code,
        target_common_code,
        common_steps,
        second_predicate,
        target_source_id,
        target_publisher_code,
        target_item_code,
        composed_predicate,
        'approved' as path_status,
        valid_from,
        valid_to,
        denied_from,
        denied_to
    from nearest
    union all
    select
        source_id,
        publisher_code,
        item_code,
        speaking_code,
        code_steps,
        predicate as first_predicate,
        null as common_code,
        null as target_common_code,
        null as common_steps,
        null as second_predicate,
        target_source_id,
        target_publisher_code,
        null as target_item_code,
        predicate as composed_predicate,
        path_status,
        valid_from,
        valid_to,
        null as denied_from,
        null as denied_to
    from unnamed
)

select * from published
