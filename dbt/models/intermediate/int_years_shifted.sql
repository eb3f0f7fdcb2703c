with own as (
    select * from {{ ref('int_own_figures_scoped') }}
),

totals as (
    select * from {{ ref('int_figures_totalled') }}
    where not is_own_report
),

rules as (
    select * from {{ ref('stg_reconciliation_parameters') }}
    where check_id = 'year-of-another'
),

paired as (
    -- each year of the other publication beside each year of the state's own
    select
        totals.source_id,
        totals.reporting_state_code,
        totals.measure_code,
        totals.year,
        own.year as own_year,
        own.source_id as own_source_id,
        count(*) as figure_count,
        count(*) filter (where totals.figure = own.figure) as equal_count,
        min(totals.source_line) as source_line,
        {{ join_numbers('totals.source_line') }} as source_lines,
        rules.least_share
    from totals
    inner join rules
        on totals.measure_code = rules.measure_code
    inner join own
        on
            totals.source_id = own.other_source_id
            and totals.reporting_state_code = own.reporting_state_code
            and totals.measure_code = own.measure_code
            and totals.currency_code = own.currency_code
            and totals.destination_code = own.destination_code
    where
        {{ is_telling('totals.figure', 'rules') }}
        and own.figure > 0
    group by
        totals.source_id,
        totals.reporting_state_code,
        totals.measure_code,
        totals.year,
        own.year,
        own.source_id,
        rules.least_share,
        rules.least_count
    having count(*) >= rules.least_count
),

told as (
    select
        *,
        cast(null as string) as destination_code,
        0 as expected,
        equal_count as found,
        case when year <> own_year and equal_count >= least_share * figure_count then 'fail' else 'pass' end as outcome,
        equal_count || ' of ' || figure_count || ' figures are what the state publishes of ' || own_year
        || ' in ' || own_source_id as message
    from paired
)

select {{ examined('year-of-another') }} from told
