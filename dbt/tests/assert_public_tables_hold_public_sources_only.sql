{{ config(meta={
    'file': 'dbt/models/marts/public/',
    'next_step': 'keep sources whose terms are not public out of the public tables',
}) }}

with shown as (
    select source_id from {{ ref('licensing_totals') }}
    union
    select source_id from {{ ref('licensing_by_destination') }}
    union
    select source_id from {{ ref('licensing_by_item') }}
    union
    select source_id from {{ ref('reported_years') }}
    union
    select source_id from {{ ref('list_coverage') }}
    union
    select source_id from {{ ref('publisher_profile') }}
    union
    select source_id from {{ ref('list_changes') }}
    union
    select source_id from {{ ref('decision_reasons') }}
    union
    select source_id from {{ ref('value_coverage') }}
    union
    select source_id from {{ ref('sources') }}
),

editions as (
    select * from {{ ref('int_editions_dated') }}
),

leaked as (
    select
        editions.source_id,
        editions.terms_id
    from shown
    inner join editions
        on shown.source_id = editions.source_id
    where
        editions.is_latest
        and not editions.is_public
)

select * from leaked
order by source_id
