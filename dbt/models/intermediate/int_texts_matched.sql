with reasons as (
    select * from {{ ref('stg_licensing_reasons') }}
),

phrases as (
    select * from {{ ref('stg_end_use_phrases') }}
),

texts as (
    select distinct
        source_id,
        reason_text,
        {{ words_of('reason_text') }} as words
    from reasons
    where reason_code is null
),

found as (
    select distinct
        texts.source_id,
        texts.reason_text,
        phrases.phrase
    from texts
    inner join phrases
        on
            texts.source_id = phrases.source_id
            and {{ holds_words('texts.words', 'phrases.phrase') }}
),

matched as (
    -- a phrase within a longer one that stands in the text as well gives way to it
    select found.*
    from found
    left join found as wider
        on
            found.source_id = wider.source_id
            and found.reason_text = wider.reason_text
            and found.phrase <> wider.phrase
            and {{ holds_words('wider.phrase', 'found.phrase') }}
    where wider.phrase is null
)

select * from matched
