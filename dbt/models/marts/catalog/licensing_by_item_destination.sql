with figures as (
    select * from {{ ref('int_licensing_summed') }}
),

years as (
    select * from {{ ref('int_years_explained') }}
),

undivided as (
    select * from {{ ref('int_totals_undivided') }}
),

explained as (
    select
        figures.source_id,
        figures.publisher_code,
        figures.edition_date,
        figures.reporting_state_code,
        figures.reporting_state_name,
        figures.year,
        figures.common_code,
        figures.entry_code,
        figures.mapping_state,
        figures.destination_code,
        figures.destination_name,
        figures.destination_type,
        figures.destination_role,
        figures.measure_code,
        figures.definition_code,
        figures.unit,
        figures.currency_code,
        figures.value_original,
        figures.euro_rate,
        figures.value_eur,
        figures.line_count,
        figures.reported_count,
        figures.estimated_count,
        figures.token_count,
        figures.not_reported_count,
        figures.not_applicable_count,
        figures.withheld_count,
        figures.unparseable_count,
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
            and coalesce(figures.reporting_state_code, figures.reporting_state_name) = undivided.reporting_state_code
            and figures.year = undivided.year
            and figures.destination_name = undivided.destination_name
            and figures.measure_code = undivided.measure_code
)

select * from explained
