with sources as (
    select * from {{ ref('int_sources_ranked') }}
),

measures as (
    select * from {{ ref('int_measures_counted') }}
),

sums as (
    select distinct
        measure_code,
        year,
        goods_scope,
        category_code
    from sources
),

states as (
    -- nobody misses a state that the publication does not name
    select distinct
        measure_code,
        reporting_state_code as reporting_state
    from measures
    where
        is_latest
        and reporting_state_code is not null
),

reporting as (
    select *
    from sources
    where
        is_counted
        and has_figures
),

totals_only as (
    select distinct
        measure_code,
        reporting_state_code as reporting_state,
        year
    from measures
    where
        is_latest
        and publishes = 'totals_only'
),

missing as (
    select
        sums.measure_code,
        sums.year,
        sums.goods_scope,
        sums.category_code,
        states.reporting_state,
        totals_only.reporting_state is not null as is_totals_only
    from sums
    inner join states
        on sums.measure_code = states.measure_code
    left join reporting
        on
            sums.measure_code = reporting.measure_code
            and sums.year = reporting.year
            and sums.goods_scope = reporting.goods_scope
            and sums.category_code is not distinct from reporting.category_code
            and states.reporting_state = reporting.reporting_state
    left join totals_only
        on
            sums.measure_code = totals_only.measure_code
            and sums.year = totals_only.year
            and states.reporting_state = totals_only.reporting_state
    where reporting.reporting_state is null
)

select * from missing
