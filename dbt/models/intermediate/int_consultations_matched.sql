with figures as (
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
    select
        source_id,
        year,
        measure_code,
        sum(figure) as figure,
        min(source_line) as source_line
    from figures
    group by source_id, year, measure_code
),

told as (
    -- all consultations of a year, told from one side and from another
    select
        told_here.source_id,
        cast(null as string) as reporting_state_code,
        told_here.year,
        told_here.measure_code,
        cast(null as string) as destination_code,
        told_there.figure as expected,
        told_here.figure as found,
        told_here.source_line,
        cast(null as string) as source_lines,
        case
            when
                {{ is_within(
                    'told_here.figure',
                    'told_there.figure',
                    'greatest(rules.absolute_tolerance, told_there.figure * rules.relative_tolerance)'
                ) }} then 'pass'
            else 'fail'
        end as outcome,
        {{ as_printed('told_here.figure') }} || ' of ' || told_here.measure_code || ', '
        || {{ as_printed('told_there.figure') }} || ' of ' || told_there.measure_code as message
    from summed as told_here
    inner join rules
        on told_here.measure_code = rules.measure_code
    inner join summed as told_there
        on
            told_here.source_id = told_there.source_id
            and told_here.year = told_there.year
            and rules.other_measure_code = told_there.measure_code
)

select {{ examined('consultations-unequal') }} from told
