with publications as (
    select * from {{ ref('stg_publications') }}
),

newest as (
    -- a sample speaks for its source only while nothing else of it has landed
    select
        source_id,
        coalesce(max(edition_date) filter (where origin <> 'sample'), max(edition_date)) as edition_date
    from publications
    group by source_id
),

dated as (
    select
        publications.*,
        publications.edition_date = newest.edition_date as is_latest
    from publications
    inner join newest
        on publications.source_id = newest.source_id
)

select * from dated
