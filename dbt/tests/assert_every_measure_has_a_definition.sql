{{ config(meta={
    'file': 'crosswalks/common/definitions.csv',
    'next_step': 'say in one row what this publisher counts under the measure',
}) }}

with observations as (
    select * from {{ ref('stg_licensing_observations') }}
),

publications as (
    select * from {{ ref('stg_publications') }}
),

definitions as (
    select * from {{ ref('stg_definitions') }}
),

used as (
    select distinct
        observations.definition_code,
        observations.measure_code,
        publications.publisher_code
    from observations
    inner join publications
        on observations.source_id = publications.source_id
),

undefined as (
    select used.*
    from used
    left join definitions
        on
            used.definition_code = definitions.definition_code
            and used.measure_code = definitions.measure_code
            and used.publisher_code = definitions.publisher_code
    where definitions.definition_code is null
)

select * from undefined
order by definition_code
