{{ config(meta={
    'file': 'crosswalks/common/currencies.csv',
    'next_step': 'add the currency, or correct it in the YAML of the source',
}) }}

with observations as (
    select * from {{ ref('stg_licensing_observations') }}
),

currencies as (
    select * from {{ ref('stg_currencies') }}
),

unknown as (
    select distinct
        observations.source_id,
        observations.currency_code
    from observations
    left join currencies
        on observations.currency_code = currencies.currency_code
    where
        observations.currency_code is not null
        and currencies.currency_code is null
)

select * from unknown
order by source_id
