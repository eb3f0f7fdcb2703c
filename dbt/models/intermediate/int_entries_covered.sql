with codes as (
    select * from {{ ref('int_codes_mapped') }}
),

entries as (
    select * from {{ ref('int_common_items_rooted') }}
    where common_level = 'entry'
),

publishers as (
    select distinct
        publisher_code,
        state_code
    from codes
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
        coalesce(mapped.predicate, 'todo') as predicate,
        mapped.since_date
    from entries
    cross join publishers
    left join mapped
        on
            entries.entry_code = mapped.entry_code
            and publishers.publisher_code = mapped.publisher_code
)

select * from covered
