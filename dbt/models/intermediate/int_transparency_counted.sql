with sources as (
    select * from {{ ref('int_transparency_sources') }}
),

spans as (
    select * from {{ ref('int_transparency_spans') }}
),

kinds as (
    select * from {{ ref('int_transparency_kinds') }}
),

counted as (
    select
        reporting_state_code,
        reporting_state_name,
        'publication_lag' as criterion,
        cadence_days as counted,
        lag_days as possible,
        'days' as counted_in,
        source_id
    from sources
    where lag_rank = 1
    union all
    select
        reporting_state_code,
        reporting_state_name,
        'timeliness' as criterion,
        cadence_days as counted,
        age_days as possible,
        'days' as counted_in,
        source_id
    from sources
    where age_rank = 1
    union all
    select
        reporting_state_code,
        reporting_state_name,
        'access' as criterion,
        sum(rows_landed) as counted,
        sum(rows_in) as possible,
        'lines' as counted_in,
        null as source_id
    from sources
    group by reporting_state_code, reporting_state_name
    union all
    select
        reporting_state_code,
        reporting_state_name,
        'clarity' as criterion,
        plain_count as counted,
        line_count as possible,
        'lines' as counted_in,
        null as source_id
    from spans
    union all
    select
        spans.reporting_state_code,
        spans.reporting_state_name,
        'comprehensiveness' as criterion,
        spans.measure_count as counted,
        spans.known_count as possible,
        'measures' as counted_in,
        null as source_id
    from spans
    union all
    select
        reporting_state_code,
        reporting_state_name,
        criterion,
        counted,
        possible,
        'years' as counted_in,
        null as source_id
    from kinds
)

select * from counted
