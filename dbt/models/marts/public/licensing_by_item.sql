with placed as (
    select * from {{ ref('int_items_placed') }}
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

summed as (
    select
        placed.source_id,
        placed.reporting_state_code,
        placed.reporting_state_name,
        placed.year,
        placed.listed_code as common_code,
        placed.listed_title as common_title,
        placed.measure_code,
        placed.definition_code,
        placed.unit,
        placed.currency_code,
        placed.euro_rate,
        {{ summed_counts('placed') }}
    from placed
    group by all
),

explained as (
    select
        summed.source_id,
        summed.reporting_state_code,
        summed.reporting_state_name,
        summed.year,
        summed.common_code,
        summed.common_title,
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
            and summed.measure_code = undivided.measure_code
)

select * from explained
