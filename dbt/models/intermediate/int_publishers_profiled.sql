with measures as (
    select * from {{ ref('int_measures_counted') }}
),

dated as (
    select
        *,
        min(case when publishes <> 'nothing' then edition_date end)
            over (partition by source_id, reporting_state_name, measure_code, definition_code)
            as first_edition_date
    from measures
),

profiled as (
    select
        source_id,
        edition_date,
        first_edition_date,
        reporting_state_code,
        reporting_state_name,
        measure_code,
        definition_code,
        {{ publishes('sum(published_count)', 'sum(zero_count)', 'sum(published_total_count)', 'sum(total_zero_count)') }} as publishes,
        min(case when publishes <> 'nothing' then first_figure_date end) as first_figure_date,
        max(case when publishes <> 'nothing' then last_figure_date end) as last_figure_date,
        {{ join_texts("case when publishes = 'figures' then cast(year as string) end") }} as figure_years,
        {{ join_texts("case when publishes = 'totals_only' then cast(year as string) end") }} as totals_only_years,
        {{ join_texts("case when publishes = 'zeros_only' then cast(year as string) end") }} as zeros_only_years,
        {{ join_texts("case when publishes = 'nothing' then cast(year as string) end") }} as silent_years,
        {{ join_texts('units') }} as units,
        {{ join_texts('currency_codes') }} as currency_codes,
        {{ join_texts('period_grains') }} as period_grains,
        {{ join_texts('category_schemes') }} as category_schemes,
        cast(sum(line_count) as bigint) as line_count,
        cast(sum(figure_count) as bigint) as figure_count,
        cast(sum(zero_count) as bigint) as zero_count,
        cast(sum(not_applicable_count) as bigint) as not_applicable_count
    from dated
    where is_latest
    group by
        source_id,
        edition_date,
        first_edition_date,
        reporting_state_code,
        reporting_state_name,
        measure_code,
        definition_code
)

select * from profiled
