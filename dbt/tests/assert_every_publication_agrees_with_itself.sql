{{ config(severity='warn', meta={
    'file': 'docs/checks/<check>.md',
    'next_step': 'run `commonlist reconcile --check <check>` and go through what it lists; the edition says it too',
}) }}

with judged as (
    select * from {{ ref('int_reconciliations_judged') }}
),

contradicted as (
    select
        check_id,
        source_id,
        finding_count
    from judged
    where
        severity = 'error'
        and outcome in ('fail', 'error')
)

select * from contradicted
order by check_id, source_id
