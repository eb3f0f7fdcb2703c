with control_items as (
    select * from {{ ref('stg_control_items') }}
    where kind in ('entry', 'provision', 'reserved')
),

publications as (
    select * from {{ ref('stg_publications') }}
),

printed as (
    select
        source_id,
        edition_date,
        item_code,
        parent_code,
        kind,
        text,
        {{ place_of("regexp_extract(item_code, '([^.]+)$', 1)") }} as place
    from control_items
    where occurrence_number = 1
),

wanting as (
    -- provisions of later editions that an edition does not print, not even as reserved
    select distinct
        publications.source_id,
        publications.edition_date,
        later.item_code,
        later.parent_code,
        later.place
    from publications
    inner join printed as later
        on
            publications.source_id = later.source_id
            and publications.edition_date < later.edition_date
    left join printed as here
        on
            publications.source_id = here.source_id
            and publications.edition_date = here.edition_date
            and later.item_code = here.item_code
    where
        later.kind = 'provision'
        and here.item_code is null
),

beside as (
    -- what the edition prints under the same parent
    select
        wanting.source_id,
        wanting.edition_date,
        wanting.item_code,
        max(case when {{ is_after('siblings.place', 'wanting.place') }} then 1 else 0 end) as later_count,
        max_by(siblings.text, siblings.place) as last_text
    from wanting
    inner join printed as siblings
        on
            wanting.source_id = siblings.source_id
            and wanting.edition_date = siblings.edition_date
            and wanting.parent_code = siblings.parent_code
    group by wanting.source_id, wanting.edition_date, wanting.item_code
),

lost as (
    -- labels are given in order, and a list does not end in `or`
    select
        source_id,
        edition_date,
        item_code
    from beside
    where
        later_count > 0
        or {{ promises_more('last_text') }}
)

select * from lost
