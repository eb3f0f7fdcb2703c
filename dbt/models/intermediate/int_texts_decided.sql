with matched as (
    select * from {{ ref('int_texts_matched') }}
),

phrases as (
    select * from {{ ref('stg_end_use_phrases') }}
),

end_uses as (
    select * from {{ ref('stg_end_uses') }}
),

said as (
    select
        matched.source_id,
        matched.reason_text,
        matched.phrase,
        end_uses.end_use_code,
        end_uses.facet,
        end_uses.title
    from matched
    inner join phrases
        on
            matched.source_id = phrases.source_id
            and matched.phrase = phrases.phrase
    inner join end_uses
        on phrases.end_use_code = end_uses.end_use_code
),

facets as (
    select
        source_id,
        reason_text,
        facet,
        count(distinct phrase) as phrase_count
    from said
    group by source_id, reason_text, facet
),

end_uses_said as (
    select
        source_id,
        reason_text,
        end_use_code,
        facet,
        title,
        {{ join_texts('phrase') }} as phrases,
        count(distinct phrase) as phrase_count
    from said
    group by source_id, reason_text, end_use_code, facet, title
),

decided as (
    -- contested: another phrase of the text speaks of the same facet and not of this end use
    select
        end_uses_said.source_id,
        end_uses_said.reason_text,
        end_uses_said.end_use_code,
        end_uses_said.facet,
        end_uses_said.title as end_use_title,
        end_uses_said.phrases,
        end_uses_said.phrase_count < facets.phrase_count as is_contested
    from end_uses_said
    inner join facets
        on
            end_uses_said.source_id = facets.source_id
            and end_uses_said.reason_text = facets.reason_text
            and end_uses_said.facet = facets.facet
)

select * from decided
