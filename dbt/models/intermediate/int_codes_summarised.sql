with codes as (
    select * from {{ ref('int_codes_mapped') }}
),

summarised as (
    -- one line for a code with several judgements
    select
        source_id,
        publisher_code,
        edition_date,
        item_code,
        min_by(predicate, predicate_rank) as predicate,
        {{ join_texts('common_code') }} as common_codes
    from codes
    group by source_id, publisher_code, edition_date, item_code
)

select * from summarised
