{{ config(severity='warn', meta={
    'file': 'crosswalks/common/destinations.csv',
    'next_step': 'add a row for each text, saying which state, territory or group it means; until then its figures are of `unknown`',
}) }}

with texts as (
    select * from {{ ref('destination_texts') }}
),

undecided as (
    select
        source_id,
        destination_text,
        sum(line_count) as line_count
    from texts
    where resolved_by = 'nothing'
    group by source_id, destination_text
)

select * from undecided
order by line_count desc, source_id asc, destination_text asc
