with codes as (
    select * from {{ ref('int_codes_mapped') }}
),

entries as (
    select * from {{ ref('int_common_items_rooted') }}
    where common_level = 'entry'
),

lists as (
    select * from {{ ref('int_lists_scoped') }}
),

publishers as (
    select distinct
        publisher_code,
        state_code
    from codes
),

scopes as (
    -- a publisher is asked about what at least one of its lists reaches
    select
        publisher_code,
        entry_code,
        bool_or(is_in_scope) as is_in_scope
    from lists
    where common_code = entry_code
    group by publisher_code, entry_code
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
        coalesce(mapped.predicate, case when scopes.is_in_scope then 'todo' else 'out_of_scope' end) as predicate,
        mapped.since_date
    from entries
    cross join publishers
    inner join scopes
        on
            entries.entry_code = scopes.entry_code
            and publishers.publisher_code = scopes.publisher_code
    left join mapped
        on
            entries.entry_code = mapped.entry_code
            and publishers.publisher_code = mapped.publisher_code
)

select * from covered
