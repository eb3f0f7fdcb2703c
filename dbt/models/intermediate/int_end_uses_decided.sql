with reasons as (
    select * from {{ ref('stg_licensing_reasons') }}
),

texts as (
    select * from {{ ref('int_texts_decided') }}
),

stated as (
    -- a text that no phrase decides stands once, without an end use
    select
        reasons.source_id,
        reasons.edition_date,
        reasons.licence_group_text,
        reasons.reason_scheme,
        texts.facet,
        texts.end_use_code,
        texts.end_use_title,
        count(*) as line_count,
        coalesce(bool_or(texts.is_contested), false) as is_contested
    from reasons
    left join texts
        on
            reasons.source_id = texts.source_id
            and reasons.reason_text = texts.reason_text
    where reasons.reason_code is null
    group by
        reasons.source_id,
        reasons.edition_date,
        reasons.licence_group_text,
        reasons.reason_scheme,
        texts.facet,
        texts.end_use_code,
        texts.end_use_title
),

facets as (
    select
        source_id,
        edition_date,
        licence_group_text,
        facet,
        count(*) as end_use_count
    from stated
    group by source_id, edition_date, licence_group_text, facet
),

decided as (
    select
        stated.*,
        coalesce(facets.end_use_count > 1, false) as is_shared
    from stated
    left join facets
        on
            stated.source_id = facets.source_id
            and stated.edition_date = facets.edition_date
            and stated.licence_group_text = facets.licence_group_text
            and stated.facet = facets.facet
)

select * from decided
