with totals as (
    select * from {{ ref('int_totals_added') }}
    where expected > found
),

others as (
    select * from {{ ref('int_figures_totalled') }}
    where printed_total is null
),

rules as (
    select * from {{ ref('stg_reconciliation_parameters') }}
    where check_id = 'booked-elsewhere'
),

told as (
    -- what the parts lack of their total stands under another destination, which has parts and no total, whatever else is blank
    select
        others.source_id,
        others.reporting_state_code,
        others.year,
        others.measure_code,
        others.destination_code,
        0 as expected,
        others.parts_sum as found,
        others.source_line,
        others.source_lines,
        'fail' as outcome,
        {{ as_printed('others.parts_sum') }} || ' stands here without a total, and is what the parts for ' || totals.destination_code
        || ' lack of the total printed there' as message
    from totals
    inner join rules
        on totals.measure_code = rules.measure_code
    inner join others
        on
            totals.source_id = others.source_id
            and totals.reporting_state_code = others.reporting_state_code
            and totals.year = others.year
            and totals.measure_code = others.measure_code
            and totals.destination_code <> others.destination_code
            and {{ is_within('totals.expected', '(totals.found + others.parts_sum)', 'rules.absolute_tolerance') }}
            and rules.least_figure <= others.parts_sum
)

select {{ examined('booked-elsewhere') }} from told
