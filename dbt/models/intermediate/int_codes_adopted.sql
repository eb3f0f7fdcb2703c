with control_items as (
    select * from {{ ref('stg_control_items') }}
    where kind in ('entry', 'provision')
),

publications as (
    select * from {{ ref('stg_publications') }}
),

lost as (
    select * from {{ ref('int_codes_lost') }}
),

first_held as (
    select
        source_id,
        item_code,
        min(edition_date) as edition_date,
        min(valid_from) as valid_from
    from control_items
    group by source_id, item_code
),

wanting as (
    -- the newest of the editions held here that are older than the code
    select
        first_held.source_id,
        first_held.item_code,
        first_held.edition_date,
        first_held.valid_from,
        max(publications.edition_date) as older_date
    from first_held
    left join publications
        on
            first_held.source_id = publications.source_id
            and first_held.edition_date > publications.edition_date
    group by first_held.source_id, first_held.item_code, first_held.edition_date, first_held.valid_from
),

explained as (
    -- what is lost in print is lost with all below it
    select
        wanting.source_id,
        wanting.item_code,
        wanting.edition_date,
        wanting.valid_from,
        wanting.older_date,
        count(lost.item_code) as lost_count
    from wanting
    left join lost
        on
            wanting.source_id = lost.source_id
            and wanting.older_date = lost.edition_date
            and {{ is_at_or_below('wanting.item_code', 'lost.item_code') }}
    group by wanting.source_id, wanting.item_code, wanting.edition_date, wanting.valid_from, wanting.older_date
),

adopted as (
    -- adopted after an edition held here that is without the code; where none is, nobody can tell when
    select
        source_id,
        item_code,
        coalesce(valid_from, edition_date) as adopted_date,
        case when lost_count = 0 then older_date end as absent_date,
        case
            when valid_from is not null then 'printed'
            when older_date is null then 'held_before'
            when lost_count > 0 then 'lost_in_print'
            else 'first_edition'
        end as adoption_basis
    from explained
)

select * from adopted
