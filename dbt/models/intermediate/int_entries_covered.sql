with codes as (
    select * from {{ ref('int_codes_mapped') }}
),

entries as (
    select * from {{ ref('int_common_items_rooted') }}
    where common_level = 'entry'
),

publishers as (
    -- silence means `none` only where every entry of every list of the publisher is decided
    select
        publisher_code,
        state_code,
        case when bool_or(code_level = 'entry' and predicate = 'todo') then 'todo' else 'none' end as predicate_of_silence
    from codes
    group by publisher_code, state_code
),

mapped as (
    select * from codes
    where entry_code is not null
),

covered as (
    select
        coalesce(mapped.common_code, entries.entry_code) as common_code,
        entries.entry_code,
        publishers.publisher_code,
        publishers.state_code,
        mapped.source_id,
        mapped.item_code,
        coalesce(mapped.predicate, publishers.predicate_of_silence) as predicate,
        mapped.since_date
    from entries
    cross join publishers
    left join mapped
        on
            entries.entry_code = mapped.entry_code
            and publishers.publisher_code = mapped.publisher_code
)

select * from covered
