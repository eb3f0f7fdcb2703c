{{ config(meta={
    'file': 'crosswalks/common/destinations.csv',
    'next_step': 'add a row for each text, saying which state, territory or group it means',
}) }}

with observations as (
    select * from {{ ref('stg_licensing_observations') }}
),

destinations as (
    select * from {{ ref('stg_destinations') }}
),

parties as (
    select * from {{ ref('stg_licensing_parties') }}
),

printed as (
    select
        source_id,
        party_text as destination_text
    from parties
    where party_role <> 'mission'
    union
    select
        source_id,
        reporting_state_text as destination_text
    from observations
    where
        not is_subtotal
        and reporting_state_text is not null
),

undecided as (
    select printed.*
    from printed
    left join destinations
        on printed.destination_text = destinations.destination_text
    where destinations.destination_text is null
)

select * from undecided
order by source_id, destination_text
