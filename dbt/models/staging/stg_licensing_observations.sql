with licensing_observations as (
    select * from {{ source('landing', 'licensing_observation') }}
)

select * from licensing_observations
