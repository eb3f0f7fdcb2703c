with measures as (
    select * from {{ ref('int_measures_counted') }}
),

editions as (
    select * from {{ ref('int_editions_dated') }}
    where is_public
),

told as (
    -- a year of zeros alone is zero, a year of sums alone is reported; what withholds or leaves blank is neither
    select
        measures.source_id,
        editions.publisher_code,
        measures.edition_date,
        measures.is_latest,
        measures.reporting_state_code,
        measures.reporting_state_name,
        measures.measure_code,
        measures.definition_code,
        measures.year,
        measures.publishes,
        case
            when measures.publishes in ('figures', 'totals_only') then 'reported'
            when measures.publishes = 'zeros_only' then 'reported_zero'
            when measures.withheld_count > 0 then 'withheld'
            when measures.line_count > 0 and measures.not_applicable_count = measures.line_count then 'not_applicable'
            else 'not_reported'
        end as value_state,
        measures.currency_codes,
        case when measures.publishes = 'figures' then cast(measures.figure_sum as decimal(18, 2)) end as value_original,
        cast(measures.line_count as bigint) as line_count,
        cast(measures.figure_count as bigint) as figure_count,
        cast(measures.zero_count as bigint) as zero_count,
        cast(measures.withheld_count as bigint) as withheld_count,
        cast(measures.not_applicable_count as bigint) as not_applicable_count
    from measures
    inner join editions
        on
            measures.source_id = editions.source_id
            and measures.edition_date = editions.edition_date
    where measures.reporting_state_name is not null
)

select * from told
