with totals as (
    select * from {{ ref('int_figures_totalled') }}
),

rules as (
    select * from {{ ref('stg_reconciliation_parameters') }}
    where check_id = 'self-export'
),

told as (
    select
        totals.source_id,
        totals.reporting_state_code,
        totals.year,
        totals.measure_code,
        totals.destination_code,
        0 as expected,
        totals.figure as found,
        totals.source_line,
        totals.source_lines,
        case when totals.reporting_state_code = totals.destination_code then 'fail' else 'pass' end as outcome,
        'the state itself is printed as the destination of ' || {{ as_printed('totals.figure') }} as message
    from totals
    inner join rules
        on totals.measure_code = rules.measure_code
    where
        totals.destination_role in ('destination', 'end_user_country')
        and totals.figure > 0
)

select {{ examined('self-export') }} from told
