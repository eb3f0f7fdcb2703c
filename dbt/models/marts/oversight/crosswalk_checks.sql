with checks as (
    select * from {{ ref('stg_crosswalk_checks') }}
),

told as (
    select
        check_id,
        statement,
        severity,
        outcome,
        examined_count,
        finding_count,
        problem
    from checks
)

select * from told
