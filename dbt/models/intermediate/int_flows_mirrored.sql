with totals as (
    select * from {{ ref('int_figures_totalled') }}
),

rates as (
    select * from {{ ref('stg_euro_rates') }}
),

rules as (
    select * from {{ ref('stg_reconciliation_parameters') }}
    where check_id = 'mirror-flow-differs'
),

valued as (
    select
        totals.*,
        totals.figure / {{ euro_rate('totals.currency_code', 'rates.rate') }} as figure_eur
    from totals
    left join rates
        on
            totals.currency_code = rates.currency_code
            and totals.year = rates.year
),

mirrored as (
    -- the importing state names the state the goods came from where the exporting one names the destination
    select
        imports.source_id,
        imports.reporting_state_code,
        imports.year,
        imports.measure_code,
        imports.destination_code,
        exports.source_id as export_source_id,
        exports.figure_eur as expected,
        imports.figure_eur as found,
        rules.least_figure,
        rules.relative_tolerance,
        imports.source_line,
        imports.source_lines
    from valued as imports
    inner join rules
        on imports.measure_code = rules.other_measure_code
    inner join valued as exports
        on
            rules.measure_code = exports.measure_code
            and imports.reporting_state_code = exports.destination_code
            and imports.destination_code = exports.reporting_state_code
            and imports.year = exports.year
),

told as (
    select
        *,
        case
            when expected is null or found is null then 'error'
            when
                greatest(expected, found) < least_figure
                or {{ is_within('found', 'expected', 'greatest(expected, found) * relative_tolerance') }} then 'pass'
            else 'fail'
        end as outcome,
        case
            when expected is null or found is null then 'there is no euro rate for one of the two figures'
            else
                'exported according to ' || export_source_id || ': ' || {{ as_printed('cast(expected as decimal(18, 2))') }}
                || ' euro, imported: ' || {{ as_printed('cast(found as decimal(18, 2))') }} || ' euro'
        end as message
    from mirrored
)

select {{ examined('mirror-flow-differs') }} from told
