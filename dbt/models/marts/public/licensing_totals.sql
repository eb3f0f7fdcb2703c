with figures as (
    select * from {{ ref('int_categories_summed') }}
),

years as (
    select * from {{ ref('int_years_explained') }}
),

undivided as (
    select distinct
        source_id,
        reporting_state_name,
        year,
        measure_code
    from {{ ref('int_totals_undivided') }}
),

explained as (
    select
        figures.source_id,
        figures.reporting_state_code,
        figures.reporting_state_name,
        figures.year,
        figures.category_code,
        figures.category_title,
        figures.measure_code,
        figures.definition_code,
        figures.unit,
        figures.currency_code,
        figures.value_original,
        figures.euro_rate,
        figures.value_eur,
        cast(figures.line_count as bigint) as line_count,
        cast(figures.reported_count as bigint) as reported_count,
        cast(figures.not_reported_count as bigint) as not_reported_count,
        years.covered_from_date,
        years.covered_to_date,
        {{ caveat('figures', 'years', 'undivided') }} as caveat
    from figures
    inner join years
        on
            figures.source_id = years.source_id
            and figures.year = years.year
            and figures.measure_code = years.measure_code
            and figures.definition_code = years.definition_code
    left join undivided
        on
            figures.source_id = undivided.source_id
            and figures.reporting_state_name = undivided.reporting_state_name
            and figures.year = undivided.year
            and figures.measure_code = undivided.measure_code
)

select * from explained
