with observations as (
    select * from {{ ref('stg_licensing_observations') }}
),

editions as (
    select * from {{ ref('int_editions_dated') }}
),

destinations as (
    select * from {{ ref('stg_destinations') }}
),

placed as (
    -- what the publisher sums over its states is no state's figure
    select
        observations.*,
        editions.is_latest,
        case
            when observations.reporting_state_text is null then editions.state_code
            else destinations.destination_code
        end as reporting_state_code,
        coalesce(destinations.destination_name, own_states.destination_name, editions.state_code) as reporting_state_name,
        case
            when observations.reporting_state_text is null then {{ is_state("nullif(own_states.destination_type, 'unknown')") }}
            else {{ is_state("coalesce(destinations.destination_type, 'unknown')") }}
        end as is_state,
        cast(extract(year from observations.period_end) as integer) as year,
        observations.value_state in ('reported', 'estimated') and observations.value <> 0 as is_figure,
        observations.value_state = 'reported_zero' as is_zero
    from observations
    inner join editions
        on
            observations.source_id = editions.source_id
            and observations.edition_date = editions.edition_date
    left join destinations on observations.reporting_state_text = destinations.destination_text
    left join destinations as own_states on editions.state_code = own_states.destination_text
    where coalesce(observations.subtotal_scope, '') not like '%reporting_state%'
),

counted as (
    select
        source_id,
        edition_date,
        is_latest,
        reporting_state_code,
        reporting_state_name,
        is_state,
        measure_code,
        definition_code,
        year,
        {{ join_texts('unit') }} as units,
        {{ join_texts('currency_code') }} as currency_codes,
        {{ join_texts('period_grain') }} as period_grains,
        {{ join_texts('category_scheme') }} as category_schemes,
        min(period_start) filter (where is_figure) as first_figure_date,
        max(period_end) filter (where is_figure) as last_figure_date,
        count(*) filter (where not is_subtotal) as line_count,
        count(*) filter (where not is_subtotal and is_figure) as figure_count,
        sum(case when is_figure and not is_subtotal then value end) as figure_sum,
        sum(case when is_figure and is_subtotal then value end) as total_sum,
        count(*) filter (where not is_subtotal and is_zero) as zero_count,
        count(*) filter (where not is_subtotal and value_state = 'not_applicable') as not_applicable_count,
        count(*) filter (where value_state in ('withheld', 'suppressed')) as withheld_count,
        count(*) filter (where is_subtotal and is_figure) as total_count,
        count(*) filter (where is_subtotal and is_zero) as total_zero_count
    from placed
    group by all
),

judged as (
    select
        counted.*,
        {{ published_count() }} as published_count,
        {{ published_total_count() }} as published_total_count,
        {{ publishes(published_count(), 'zero_count', published_total_count(), 'total_zero_count') }} as publishes
    from counted
    left join {{ ref('stg_measures') }} as measures on counted.measure_code = measures.measure_code
)

select * from judged
