with years as (
    select * from {{ ref('int_transparency_years') }}
),

spans as (
    select
        reporting_state_code,
        reporting_state_name,
        count(distinct year) as year_count,
        count(distinct measure_code) filter (where is_reported) as measure_count,
        sum(figure_count + zero_count) as plain_count,
        sum(line_count - not_applicable_count) as line_count
    from years
    group by reporting_state_code, reporting_state_name
),

known as (
    select count(distinct measure_code) as measure_count
    from years
    where is_reported
),

compared as (
    select
        spans.*,
        known.measure_count as known_count
    from spans
    cross join known
)

select * from compared
