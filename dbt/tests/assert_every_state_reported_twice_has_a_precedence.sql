{{ config(meta={
    'file': 'crosswalks/common/source_precedence.csv',
    'next_step': 'decide which source counts first: one row with its own rank for each source that reports the measure of that state',
}) }}

with sources as (
    select * from {{ ref('int_sources_ranked') }}
),

reported as (
    select distinct
        measure_code,
        reporting_state,
        source_id,
        rank_number
    from sources
),

undecided as (
    select
        measure_code,
        reporting_state,
        {{ join_texts('source_id') }} as source_ids
    from reported
    group by measure_code, reporting_state
    having
        count(distinct source_id) > 1
        and count(distinct rank_number) < count(distinct source_id)
)

select * from undecided
order by measure_code, reporting_state
