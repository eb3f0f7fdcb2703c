with observations as (
    select * from {{ ref('stg_licensing_observations') }}
),

editions as (
    select * from {{ ref('int_editions_dated') }}
),

destinations as (
    select * from {{ ref('stg_destinations') }}
),

placed as (
    -- a licence group stands on as many lines as it has ratings; its year and its destination are told once
    select distinct
        editions.publisher_code,
        observations.edition_date,
        observations.licence_group_text,
        cast(extract(year from observations.period_end) as integer) as year,
        destinations.destination_code,
        case observations.destination_count
            when 0 then 'none stated'
            when 1 then destinations.destination_name
            else 'several'
        end as destination_name,
        case observations.destination_count
            when 0 then 'unstated'
            when 1 then destinations.destination_type
            else 'several'
        end as destination_type
    from observations
    inner join editions
        on
            observations.source_id = editions.source_id
            and observations.edition_date = editions.edition_date
    left join destinations
        on
            trim(observations.destination_text) = destinations.destination_text
            and observations.destination_count = 1
    where
        observations.licence_group_text is not null
        and not observations.is_subtotal
)

select * from placed
