with years as (
    select * from {{ ref('int_transparency_years') }}
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
        spans.reporting_state_code,
        spans.reporting_state_name,
        criteria.criterion,
        coalesce(kinds.year_count, 0) as counted,
        spans.year_count as possible
    from spans
    cross join criteria
    left join kinds
        on
            spans.reporting_state_code = kinds.reporting_state_code
            and criteria.criterion = kinds.scored_as
)

select * from counted
