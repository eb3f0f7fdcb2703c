with figures as (
    select * from {{ ref('int_licensing_summed') }}
),

common_items as (
    select * from {{ ref('int_common_items_rooted') }}
),

summed as (
    select
        figures.source_id,
        figures.publisher_code,
        figures.edition_date,
        figures.reporting_state_code,
        figures.reporting_state_name,
        figures.year,
        common_items.category_code,
        common_items.category_title,
        figures.measure_code,
        figures.definition_code,
        figures.unit,
        figures.currency_code,
        figures.euro_rate,
        cast(sum(figures.value_original) as decimal(18, 2)) as value_original,
        sum(figures.line_count) as line_count,
        sum(figures.reported_count) as reported_count,
        sum(figures.estimated_count) as estimated_count,
        sum(figures.token_count) as token_count,
        sum(figures.not_reported_count) as not_reported_count,
        sum(figures.not_applicable_count) as not_applicable_count,
        sum(figures.withheld_count) as withheld_count,
        sum(figures.unparseable_count) as unparseable_count,
        bool_or(figures.has_wide_category) as has_wide_category,
        bool_or(figures.has_split_category) as has_split_category
    from figures
    left join common_items
        on figures.common_code = common_items.common_code
    where figures.is_public
    group by
        figures.source_id,
        figures.publisher_code,
        figures.edition_date,
        figures.reporting_state_code,
        figures.reporting_state_name,
        figures.year,
        common_items.category_code,
        common_items.category_title,
        figures.measure_code,
        figures.definition_code,
        figures.unit,
        figures.currency_code,
        figures.euro_rate
),

converted as (
    select
        summed.*,
        {{ in_euro('value_original', 'euro_rate') }} as value_eur
    from summed
)

select * from converted
