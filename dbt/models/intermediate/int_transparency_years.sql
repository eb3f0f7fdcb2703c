with measures as (
    select * from {{ ref('int_measures_counted') }}
    where
        is_latest
        and is_state
        and reporting_state_code is not null
),

editions as (
    select * from {{ ref('int_editions_dated') }}
    where
        is_latest
        and is_public
),

scored as (
    select
        measure_code,
        scored_as
    from {{ ref('stg_measures') }}
),

described as (
    select
        measures.source_id,
        measures.edition_date,
        measures.reporting_state_code,
        measures.reporting_state_name,
        measures.measure_code,
        measures.year,
        measures.publishes,
        measures.publishes <> 'nothing' as is_reported,
        measures.last_figure_date,
        measures.line_count,
        measures.figure_count,
        measures.zero_count,
        measures.not_applicable_count,
        scored.scored_as,
        editions.cadence_days,
        editions.retrieved_at,
        editions.rows_in,
        editions.rows_landed
    from measures
    inner join editions
        on measures.source_id = editions.source_id
    left join scored
        on measures.measure_code = scored.measure_code
)

select * from described
