with reports as (
    select * from {{ ref('int_reports_paired') }}
    where
        is_one_currency
        and figure <> other_figure
),

totals as (
    select * from {{ ref('int_figures_totalled') }}
    where not is_own_report
),

rules as (
    select * from {{ ref('stg_reconciliation_parameters') }}
    where check_id = 'booked-elsewhere'
),

told as (
    -- what a state publishes of one destination is what another publication has of another
    select
        reports.source_id,
        reports.reporting_state_code,
        reports.year,
        reports.measure_code,
        reports.destination_code,
        reports.other_figure as expected,
        reports.figure as found,
        reports.source_line,
        reports.source_lines,
        'fail' as outcome,
        {{ as_printed('reports.figure') }} || ' is what ' || totals.source_id || ' has of ' || totals.destination_code
        || ' (lines ' || totals.source_lines || '), not of this destination' as message
    from reports
    inner join rules
        on reports.measure_code = rules.measure_code
    inner join totals
        on
            reports.other_source_id = totals.source_id
            and reports.reporting_state_code = totals.reporting_state_code
            and reports.year = totals.year
            and reports.measure_code = totals.measure_code
            and reports.destination_code <> totals.destination_code
            and reports.figure = totals.figure
    where {{ is_telling('reports.figure', 'rules') }}
)

select {{ examined('booked-elsewhere') }} from told
