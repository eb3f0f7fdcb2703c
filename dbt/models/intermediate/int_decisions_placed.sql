with ruled as (
    select * from {{ ref('int_events_ruled') }}
),

periods as (
    select * from {{ ref('stg_counting_periods') }}
),

days as (
    select distinct
        definition_code,
        counted_date
    from ruled
),

dated as (
    select
        days.definition_code,
        days.counted_date,
        periods.period_grain,
        {{ period_start('days.counted_date', 'periods.period_grain', 'periods.first_month') }} as period_start,
        {{ period_end('days.counted_date', 'periods.period_grain', 'periods.first_month') }} as period_end
    from days
    inner join periods
        on days.definition_code = periods.definition_code
),

placed as (
    select
        ruled.*,
        dated.period_grain,
        dated.period_start,
        dated.period_end
    from ruled
    inner join dated
        on
            ruled.definition_code = dated.definition_code
            and ruled.counted_date = dated.counted_date
)

select * from placed
