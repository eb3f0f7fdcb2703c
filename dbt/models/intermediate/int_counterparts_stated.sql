with codes as (
    select * from {{ ref('int_codes_mapped') }}
),

stated as (
    -- what an approved judgement says outright; categories are never a counterpart of a code
    select
        source_id,
        publisher_code,
        edition_date,
        item_code,
        predicate,
        common_code,
        entry_code
    from codes
    where
        predicate in ('exact', 'close', 'narrow', 'broad', 'overlaps')
        and entry_code is not null
)

select * from stated
