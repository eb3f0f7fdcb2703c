with examined as (
    select * from {{ ref('int_reconciliations_examined') }}
),

checks as (
    select * from {{ ref('stg_reconciliation_checks') }}
),

found as (
    select
        examined.check_id,
        checks.severity,
        examined.source_id,
        examined.reporting_state_code,
        examined.year,
        examined.measure_code,
        examined.destination_code,
        examined.expected,
        examined.found,
        examined.found - examined.expected as difference,
        examined.message,
        checks.next_step,
        examined.source_line,
        examined.source_lines
    from examined
    inner join checks
        on examined.check_id = checks.check_id
    where examined.outcome = 'fail'
)

select * from found
