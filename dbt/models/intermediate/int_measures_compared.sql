with observations as (
    select * from {{ ref('int_observations_mapped') }}
),

compared as (
    select
        measure_code,
        count(distinct definition_code) as definition_count
    from observations
    group by measure_code
)

select * from compared
