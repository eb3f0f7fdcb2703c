with findings as (
    select * from {{ ref('stg_crosswalk_findings') }}
),

told as (
    select
        check_id,
        severity,
        source_id,
        item_code,
        predicate,
        is_negated,
        common_code,
        map_file,
        map_line,
        message,
        next_step
    from findings
)

select * from told
