with figures as (
    select * from {{ ref('int_licensing_summed') }}
    where
        is_public
        and destination_role = 'destination'
),

years as (
    select * from {{ ref('int_years_explained') }}
),

undivided as (
    select distinct
        source_id,
        reporting_state_name,
        year,
        destination_name,
        measure_code
    from {{ ref('int_totals_undivided') }}
),

summed as (
    select
        figures.source_id,
        figures.reporting_state_code,
        figures.reporting_state_name,
        figures.year,
        figures.destination_code,
        figures.destination_name,
        figures.destination_type,
        figures.measure_code,
        figures.definition_code,
        figures.unit,
        figures.currency_code,
        figures.euro_rate,
        {{ summed_counts('figures') }}
    from figures
    group by all
),

explained as (
    select
        summed.source_id,
        summed.reporting_state_code,
        summed.reporting_state_name,
        summed.year,
        summed.destination_code,
        summed.destination_name,
        summed.destination_type,
        summed.measure_code,
        summed.definition_code,
        summed.unit,
        summed.currency_code,
        summed.value_original,
        {{ in_euro('summed.value_original', 'summed.euro_rate') }} as value_eur,
        {{ state_of_sum('summed') }} as value_state,
        summed.line_count,
        years.covered_from_date,
        years.covered_to_date,
        {{ caveat('summed', 'years', 'undivided') }} as caveat
    from summed
    inner join years
        on
            summed.source_id = years.source_id
            and summed.year = years.year
            and summed.measure_code = years.measure_code
            and summed.definition_code = years.definition_code
    left join undivided
        on
            summed.source_id = undivided.source_id
            and summed.reporting_state_name = undivided.reporting_state_name
            and summed.year = undivided.year
            and summed.destination_name = undivided.destination_name
            and summed.measure_code = undivided.measure_code
)

select * from explained
