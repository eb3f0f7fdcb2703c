{{ config(meta={
    'file': 'dbt/models/intermediate/int_measures_counted.sql',
    'next_step': 'keep blanks, placeholders and printed sums out of what a state is said to publish; a blank is never a zero',
}) }}

with observations as (
    select * from {{ ref('int_observations_decided') }}
),

profiles as (
    select * from {{ ref('publisher_profile') }}
),

figures as (
    select * from {{ ref('licensing_by_item_destination') }}
),

sums as (
    select * from {{ ref('licensing_across_states') }}
),

silent as (
    -- neither a figure nor a printed zero stands in any line of the state and year
    select
        measure_code,
        reporting_state_code,
        year
    from observations
    where reporting_state_code is not null
    group by measure_code, reporting_state_code, year
    having count(*) filter (where value_state in ('reported', 'reported_zero', 'estimated')) = 0
),

counted as (
    select
        silent.*,
        'publisher_profile' as mart
    from silent
    inner join profiles
        on
            silent.measure_code = profiles.measure_code
            and silent.reporting_state_code = profiles.reporting_state_code
    where concat_ws(', ', profiles.figure_years, profiles.zeros_only_years) like concat('%', silent.year, '%')
    union all
    select
        silent.*,
        'licensing_by_item_destination' as mart
    from silent
    inner join figures
        on
            silent.measure_code = figures.measure_code
            and silent.reporting_state_code = figures.reporting_state_code
            and silent.year = figures.year
    where figures.value_original is not null
    union all
    select
        silent.*,
        'licensing_across_states' as mart
    from silent
    inner join sums
        on
            silent.measure_code = sums.measure_code
            and silent.year = sums.year
    where sums.states like concat('%', silent.reporting_state_code, '%')
)

select distinct * from counted
order by measure_code, reporting_state_code, year
