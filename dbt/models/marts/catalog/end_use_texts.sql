with reasons as (
    select * from {{ ref('stg_licensing_reasons') }}
),

decided as (
    select * from {{ ref('int_texts_decided') }}
),

editions as (
    select * from {{ ref('int_editions_dated') }}
),

printed as (
    select
        source_id,
        edition_date,
        reason_text,
        count(*) as line_count,
        count(distinct licence_group_text) as licence_group_count
    from reasons
    where reason_code is null
    group by source_id, edition_date, reason_text
),

described as (
    select
        printed.source_id,
        editions.publisher_code,
        printed.edition_date,
        printed.reason_text,
        case
            when decided.end_use_code is null then 'todo'
            when decided.is_contested then 'contested'
            else 'decided'
        end as text_state,
        decided.end_use_code,
        decided.facet,
        decided.phrases,
        printed.line_count,
        printed.licence_group_count
    from printed
    inner join editions
        on
            printed.source_id = editions.source_id
            and printed.edition_date = editions.edition_date
    left join decided
        on
            printed.source_id = decided.source_id
            and printed.reason_text = decided.reason_text
)

select * from described
