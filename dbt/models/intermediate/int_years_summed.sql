with totals as (
    select * from {{ ref('int_figures_totalled') }}
),

figures as (
    select * from {{ ref('int_figures_placed') }}
),

covered as (
    -- of figures by the day a year counts once they reach into its last month
    select
        source_id,
        year
    from figures
    group by source_id, year
    having
        max(period_grain) <> 'day'
        or extract(month from max(period_end)) = 12
),

summed as (
    select
        totals.source_id,
        totals.reporting_state_code,
        totals.year,
        totals.measure_code,
        coalesce(totals.currency_code, totals.unit) as unit_code,
        sum(totals.figure) as figure,
        min(totals.source_line) as source_line
    from totals
    inner join covered
        on
            totals.source_id = covered.source_id
            and totals.year = covered.year
    where totals.reporting_state_type <> 'unknown'
    group by
        totals.source_id,
        totals.reporting_state_code,
        totals.year,
        totals.measure_code,
        unit_code
)

select * from summed
