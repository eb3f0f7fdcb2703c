with editions as (
    select * from {{ ref('int_editions_dated') }}
),

codes as (
    select * from {{ ref('int_codes_covered') }}
),

counted as (
    select
        source_id,
        count(*) as entry_count,
        count(*) filter (where predicate not in ('none', 'todo')) as mapped_count,
        count(*) filter (where predicate = 'none') as none_count,
        count(*) filter (where predicate = 'todo') as todo_count
    from codes
    where code_level = 'entry'
    group by source_id
),

described as (
    select
        editions.source_id,
        editions.publisher_code,
        editions.state_code,
        editions.title,
        editions.edition_date,
        counted.entry_count,
        counted.mapped_count,
        counted.none_count,
        counted.todo_count,
        round(cast(counted.mapped_count as double) / counted.entry_count, 6) as mapped_share,
        editions.terms_id,
        editions.attribution,
        editions.url
    from editions
    inner join counted
        on editions.source_id = counted.source_id
    where
        editions.is_latest
        and editions.is_public
)

select * from described
