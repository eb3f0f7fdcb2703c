with totals as (
    select * from {{ ref('int_figures_placed') }}
    where
        not is_subtotal
        and figure is not null
),

rules as (
    select * from {{ ref('stg_reconciliation_parameters') }}
    where check_id = 'consultations-unequal'
),

summed as (
    -- by the year, and where the destination is told by the year and destination
    select
        source_id,
        year,
        measure_code,
        destination_code,
        sum(figure) as figure,
        min(source_line) as source_line
    from totals
    group by source_id, year, measure_code, destination_code
),

told as (
    select
        initiated.source_id,
        cast(null as varchar) as reporting_state_code,
        initiated.year,
        initiated.measure_code,
        initiated.destination_code,
        initiated.figure as expected,
        received.figure as found,
        initiated.source_line,
        cast(null as varchar) as source_lines,
        case
            when
                {{ is_within(
                    'received.figure',
                    'initiated.figure',
                    'greatest(rules.absolute_tolerance, initiated.figure * rules.relative_tolerance)'
                ) }} then 'pass'
            else 'fail'
        end as outcome,
        {{ as_printed('initiated.figure') }} || ' consultations were initiated, ' || {{ as_printed('received.figure') }}
        || ' received' as message
    from summed as initiated
    inner join rules
        on initiated.measure_code = rules.measure_code
    inner join summed as received
        on
            initiated.source_id = received.source_id
            and initiated.year = received.year
            and rules.other_measure_code = received.measure_code
            and coalesce(initiated.destination_code, '') = coalesce(received.destination_code, '')
)

select {{ examined('consultations-unequal') }} from told
