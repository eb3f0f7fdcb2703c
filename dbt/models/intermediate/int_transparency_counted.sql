with years as (
    select * from {{ ref('int_transparency_years') }}
),

sources as (
    select * from {{ ref('int_transparency_sources') }}
),

spans as (
    select * from {{ ref('int_transparency_spans') }}
),

kinds as (
    select
        reporting_state_code,
        scored_as,
        count(distinct year) as year_count
    from years
    where is_reported
    group by reporting_state_code, scored_as
),

criteria as (
    select 'licences' as criterion
    union all
    select 'deliveries' as criterion
    union all
    select 'refusals' as criterion
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
        spans.reporting_state_code,
        spans.reporting_state_name,
        criteria.criterion,
        coalesce(kinds.year_count, 0) as counted,
        spans.year_count as possible,
        'years' as counted_in,
        null as source_id
    from spans
    cross join criteria
    left join kinds
        on
            spans.reporting_state_code = kinds.reporting_state_code
            and criteria.criterion = kinds.scored_as
)

select * from counted
