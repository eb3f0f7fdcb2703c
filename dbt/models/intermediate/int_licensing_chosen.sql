with figures as (
    select * from {{ ref('int_licensing_scoped') }}
),

sources as (
    select * from {{ ref('int_sources_ranked') }}
),

measures as (
    select * from {{ ref('int_measures_counted') }}
),

definitions as (
    select * from {{ ref('stg_definitions') }}
),

years as (
    select * from {{ ref('int_years_explained') }}
),

chosen as (
    select
        figures.*,
        case when figures.unit = 'currency' then {{ in_euro('figures.value_original', 'figures.euro_rate') }} end as value_eur,
        case when figures.unit = 'currency' and figures.euro_rate is null then figures.figure_count else 0 end as unconverted_count,
        sum(figures.figure_count) over cell_of_state = 0
        and sum(figures.not_applicable_count) over cell_of_state < sum(figures.line_count) over cell_of_state as is_silent,
        measures.period_grains,
        measures.is_state,
        measures.reporting_state_code,
        case when figures.goods_scope = 'whole' then coalesce(definitions.goods, measures.category_schemes, 'unknown') end as goods,
        12 * (extract(year from years.covered_to_date) - extract(year from years.covered_from_date))
        + extract(month from years.covered_to_date) - extract(month from years.covered_from_date) < 11 as is_part_of_year
    from figures
    inner join sources
        on
            figures.measure_code = sources.measure_code
            and figures.reporting_state = sources.reporting_state
            and figures.year = sources.year
            and figures.goods_scope = sources.goods_scope
            and figures.category_code is not distinct from sources.category_code
            and figures.source_id = sources.source_id
    inner join measures
        on
            figures.source_id = measures.source_id
            and figures.measure_code = measures.measure_code
            and figures.definition_code = measures.definition_code
            and figures.reporting_state = coalesce(measures.reporting_state_code, measures.reporting_state_name)
            and figures.year = measures.year
    inner join years
        on
            figures.source_id = years.source_id
            and figures.year = years.year
            and figures.measure_code = years.measure_code
            and figures.definition_code = years.definition_code
    left join definitions
        on figures.definition_code = definitions.definition_code
    where
        sources.is_counted
        and measures.is_latest
    window cell_of_state as (partition by figures.sum_id, figures.reporting_state)
),

compared as (
    -- a series whose years are of different goods rises and falls with them
    select
        chosen.*,
        min(case when chosen.figure_count > chosen.unconverted_count then chosen.goods end) over series
        <> max(case when chosen.figure_count > chosen.unconverted_count then chosen.goods end) over series as has_other_goods
    from chosen
    window series as (partition by chosen.measure_code, chosen.reporting_state, chosen.goods_scope)
)

select * from compared
