with definitions as (
    select * from {{ ref('stg_definitions') }}
),

measures as (
    select * from {{ ref('stg_measures') }}
),

explained as (
    select
        definitions.definition_code,
        definitions.measure_code,
        measures.title as measure_title,
        measures.unit,
        measures.description as measure_description,
        definitions.publisher_code,
        definitions.definition,
        definitions.citation,
        definitions.summary_states
    from definitions
    inner join measures
        on definitions.measure_code = measures.measure_code
)

select * from explained
