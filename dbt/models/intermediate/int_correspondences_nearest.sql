with paths as (
    select * from {{ ref('int_correspondences_composed') }}
),

refusals as (
    select * from {{ ref('int_codes_refused') }}
),

certain as (
    -- the nearest path that says something on every day hides those that are farther
    select
        paths.*,
        min(case when {{ is_certain('paths') }} then paths.code_steps end) over (
            partition by paths.source_id, paths.item_code, paths.target_source_id
        ) as certain_code_steps,
        min(case when {{ is_certain('paths') }} then paths.common_steps end) over (
            partition by paths.source_id, paths.item_code, paths.code_steps, paths.common_code, paths.target_source_id
        ) as certain_common_steps
    from paths
),

nearest as (
    select certain.*
    from certain
    left join refusals
        on
            certain.source_id = refusals.source_id
            and certain.item_code = refusals.item_code
            and certain.code_steps > refusals.code_steps
            and refusals.valid_from is null
            and refusals.valid_to is null
    where
        refusals.item_code is null
        and (
            certain.certain_code_steps is null
            or (certain.composed_predicate is not null and certain.code_steps <= certain.certain_code_steps)
        )
        and (certain.certain_common_steps is null or certain.common_steps <= certain.certain_common_steps)
)

select * from nearest
