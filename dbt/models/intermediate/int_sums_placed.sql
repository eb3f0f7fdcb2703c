with figures as (
    select * from {{ ref('int_figures_placed') }}
    where
        not is_own_report
        and not is_subtotal
        and figure is not null
),

rules as (
    select * from {{ ref('stg_reconciliation_parameters') }}
    where check_id = 'figure-of-no-state'
),

of_states as (
    select
        source_id,
        year,
        measure_code,
        destination_code,
        coalesce(category_code, '') as category_key,
        sum(figure) as figure,
        count(distinct reporting_state_code) as state_count
    from figures
    where reporting_state_type <> 'unknown'
    group by source_id, year, measure_code, destination_code, category_key
),

compared as (
    select
        figures.source_id,
        figures.reporting_state_code,
        figures.reporting_state_type,
        figures.year,
        figures.measure_code,
        figures.destination_code,
        figures.source_line,
        of_states.figure as expected,
        figures.figure as found,
        of_states.state_count,
        rules.absolute_tolerance,
        rules.least_count
    from figures
    inner join rules
        on figures.measure_code = rules.measure_code
    left join of_states
        on
            figures.source_id = of_states.source_id
            and figures.year = of_states.year
            and figures.measure_code = of_states.measure_code
            and figures.destination_code = of_states.destination_code
            and coalesce(figures.category_code, '') = of_states.category_key
),

told as (
    select
        *,
        cast(source_line as string) as source_lines,
        case when reporting_state_type = 'unknown' then 'fail' else 'pass' end as outcome,
        case
            when state_count >= least_count and {{ is_within('found', 'expected', 'absolute_tolerance') }}
                then {{ as_printed('found') }} || ' is the sum over ' || state_count || ' states and stands among them'
            else {{ as_printed('found') }} || ' is of no state'
        end as message
    from compared
)

select {{ examined('figure-of-no-state') }} from told
