{{ config(materialized='view') }}

with parties as (
    select * from {{ ref('stg_licensing_parties') }}
),

observations as (
    select * from {{ ref('stg_licensing_observations') }}
),

lines as (
    -- a line has one reporting state; its measures may be of different periods
    select
        source_id,
        edition_date,
        source_line,
        reporting_state_text,
        min(period_start) as period_start,
        max(period_end) as period_end
    from observations
    group by source_id, edition_date, source_line, reporting_state_text
),

named as (
    select
        source_id,
        edition_date,
        source_line,
        party_role,
        party_text as destination_text
    from parties
    union
    select
        source_id,
        edition_date,
        source_line,
        'reporting_state' as party_role,
        reporting_state_text as destination_text
    from lines
    where reporting_state_text is not null
),

printed as (
    select
        named.*,
        lines.period_start,
        lines.period_end
    from named
    left join lines
        on
            named.source_id = lines.source_id
            and named.edition_date = lines.edition_date
            and named.source_line = lines.source_line
)

select * from printed
