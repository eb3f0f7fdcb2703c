with own as (
    select * from {{ ref('int_own_figures_scoped') }}
),

totals as (
    select * from {{ ref('int_figures_totalled') }}
    where not is_own_report
),

rates as (
    select * from {{ ref('stg_euro_rates') }}
),

rules as (
    select * from {{ ref('stg_reconciliation_parameters') }}
    where check_id = 'own-report-differs'
),

paired as (
    select
        own.*,
        own.figure / {{ euro_rate('own.currency_code', 'own_rates.rate') }} as own_euro,
        totals.figure / {{ euro_rate('totals.currency_code', 'other_rates.rate') }} as other_euro,
        totals.figure as other_figure,
        totals.source_lines as other_lines,
        own.currency_code = totals.currency_code as is_one_currency,
        rules.absolute_tolerance,
        rules.relative_tolerance,
        rules.converted_tolerance
    from own
    inner join rules
        on own.measure_code = rules.measure_code
    inner join totals
        on
            own.other_source_id = totals.source_id
            and own.reporting_state_code = totals.reporting_state_code
            and own.year = totals.year
            and own.measure_code = totals.measure_code
            and own.destination_code = totals.destination_code
    left join rates as own_rates
        on
            own.currency_code = own_rates.currency_code
            and own.year = own_rates.year
    left join rates as other_rates
        on
            totals.currency_code = other_rates.currency_code
            and totals.year = other_rates.year
    where own.figure > 0
),

converted as (
    select
        *,
        case when is_one_currency then figure else own_euro end as expected,
        case when is_one_currency then other_figure else other_euro end as found,
        case when is_one_currency then relative_tolerance else converted_tolerance end as tolerance
    from paired
)

select * from converted
