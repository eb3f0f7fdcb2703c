with observations as (
    select * from {{ ref('int_observations_mapped') }}
),

covered as (
    select
        source_id,
        year,
        min(period_start) as covered_from_date,
        max(period_end) as covered_to_date
    from observations
    group by source_id, year
)

select * from covered
