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

reported as (
    -- nobody misses a state that the publication does not name
    select
        source_id,
        measure_code,
        reporting_state_code as reporting_state,
        min(year) as first_year
    from measures
    where is_latest and is_state
    group by source_id, measure_code, reporting_state_code
),

joined as (
    -- a state that comes later than its publication was not one of those that report before
    select
        measure_code,
        reporting_state,
        case
            when first_year > min(first_year) over (partition by source_id, measure_code) then first_year
        end as joined_year
    from reported
),

states as (
    select
        measure_code,
        reporting_state,
        min(coalesce(joined_year, 0)) as joined_year
    from joined
    group by measure_code, reporting_state
),

reporting as (
    select *
    from sources
    where is_counted and has_figures
),

missing as (
    select
        sums.measure_code,
        sums.year,
        sums.goods_scope,
        sums.category_code,
        states.reporting_state
    from sums
    inner join states
        on
            sums.measure_code = states.measure_code
            and sums.year >= states.joined_year
    left join reporting
        on
            sums.measure_code = reporting.measure_code
            and sums.year = reporting.year
            and sums.goods_scope = reporting.goods_scope
            and sums.category_code is not distinct from reporting.category_code
            and states.reporting_state = reporting.reporting_state
    where reporting.reporting_state is null
)

select * from missing
