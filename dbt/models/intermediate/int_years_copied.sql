with figures as (
    select * from {{ ref('int_figures_telling') }}
),

counted as (
    select
        source_id,
        reporting_state_code,
        measure_code,
        year,
        least_share,
        count(*) as figure_count
    from figures
    group by source_id, reporting_state_code, measure_code, year, least_share, least_count
    having count(*) >= least_count
),

repeated as (
    select
        later.source_id,
        later.reporting_state_code,
        later.measure_code,
        later.year,
        earlier.year as earlier_year,
        count(*) as equal_count,
        min(later.source_line) as source_line,
        {{ join_numbers('later.source_line') }} as source_lines
    from figures as later
    inner join figures as earlier
        on
            later.source_id = earlier.source_id
            and later.reporting_state_code = earlier.reporting_state_code
            and later.measure_code = earlier.measure_code
            and later.destination_code = earlier.destination_code
            and coalesce(later.category_code, '') = coalesce(earlier.category_code, '')
            and later.figure = earlier.figure
            and later.year > earlier.year
    group by later.source_id, later.reporting_state_code, later.measure_code, later.year, earlier.year
),

compared as (
    select
        later.source_id,
        later.reporting_state_code,
        later.measure_code,
        later.year,
        cast(null as string) as destination_code,
        0 as expected,
        coalesce(repeated.equal_count, 0) as found,
        least(later.figure_count, earlier.figure_count) as figure_count,
        later.least_share,
        earlier.year as earlier_year,
        repeated.source_line,
        repeated.source_lines
    from counted as later
    inner join counted as earlier
        on
            later.source_id = earlier.source_id
            and later.reporting_state_code = earlier.reporting_state_code
            and later.measure_code = earlier.measure_code
            and later.year > earlier.year
    left join repeated
        on
            later.source_id = repeated.source_id
            and later.reporting_state_code = repeated.reporting_state_code
            and later.measure_code = repeated.measure_code
            and later.year = repeated.year
            and earlier.year = repeated.earlier_year
),

told as (
    select
        *,
        case when found >= least_share * figure_count then 'fail' else 'pass' end as outcome,
        found || ' of ' || figure_count || ' figures are those of ' || earlier_year as message
    from compared
)

select {{ examined('year-copied') }} from told
