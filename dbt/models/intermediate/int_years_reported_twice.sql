with own as (
    select * from {{ ref('int_own_figures_scoped') }}
),

totals as (
    select * from {{ ref('int_figures_totalled') }}
    where not is_own_report
),

rules as (
    select * from {{ ref('stg_reconciliation_parameters') }}
    where check_id = 'own-report-differs'
),

own_years as (
    select
        source_id,
        other_source_id,
        reporting_state_code,
        year,
        measure_code,
        sum(figure) as figure
    from own
    group by source_id, other_source_id, reporting_state_code, year, measure_code
),

other_years as (
    select
        source_id,
        reporting_state_code,
        year,
        measure_code,
        sum(figure) as figure
    from totals
    group by source_id, reporting_state_code, year, measure_code
),

years as (
    -- only where both publish the year can one of them lack a destination
    select
        own_years.source_id,
        own_years.other_source_id,
        own_years.reporting_state_code,
        own_years.year,
        own_years.measure_code,
        rules.absolute_tolerance
    from own_years
    inner join rules
        on own_years.measure_code = rules.measure_code
    inner join other_years
        on
            own_years.other_source_id = other_years.source_id
            and own_years.reporting_state_code = other_years.reporting_state_code
            and own_years.year = other_years.year
            and own_years.measure_code = other_years.measure_code
    where
        own_years.figure >= rules.least_figure
        and other_years.figure >= rules.least_figure
)

select * from years
