with judged as (
    select * from {{ ref('int_reconciliations_judged') }}
),

told as (
    select
        check_id,
        source_id,
        title as statement,
        severity,
        outcome,
        examined_count,
        finding_count,
        problem
    from judged
)

select * from told
