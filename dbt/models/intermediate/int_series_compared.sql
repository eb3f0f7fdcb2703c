with years as (
    select * from {{ ref('int_years_summed') }}
),

rules as (
    select * from {{ ref('stg_reconciliation_parameters') }}
    where check_id = 'series-break'
),

compared as (
    select
        years.source_id,
        years.reporting_state_code,
        years.year,
        years.measure_code,
        years.source_line,
        rules.factor,
        rules.least_figure,
        years.figure as found,
        median(neighbours.figure) as expected
    from years
    inner join rules
        on years.measure_code = rules.measure_code
    inner join years as neighbours
        on
            years.source_id = neighbours.source_id
            and years.reporting_state_code = neighbours.reporting_state_code
            and years.measure_code = neighbours.measure_code
            and years.unit_code = neighbours.unit_code
            and years.year <> neighbours.year
            and abs(years.year - neighbours.year) <= rules.year_span
    group by
        years.source_id,
        years.reporting_state_code,
        years.year,
        years.measure_code,
        years.source_line,
        years.figure,
        rules.factor,
        rules.least_figure,
        rules.least_count
    having count(*) >= rules.least_count
),

told as (
    select
        *,
        cast(null as string) as destination_code,
        cast(null as string) as source_lines,
        case
            when greatest(found, expected) < least_figure then 'pass'
            when found > factor * expected or found * factor < expected then 'fail'
            else 'pass'
        end as outcome,
        'the year has ' || {{ as_printed('found') }} || ', the years around it '
        || {{ as_printed('cast(expected as decimal(18, 2))') }} as message
    from compared
)

select {{ examined('series-break') }} from told
