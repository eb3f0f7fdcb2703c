with control_items as (
    select * from {{ ref('stg_control_items') }}
    where kind in ('entry', 'provision')
),

publications as (
    select * from {{ ref('stg_publications') }}
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

adopted as (
    -- adopted after an edition held here that is without the code; where none is, nobody can tell when
    select
        first_held.source_id,
        first_held.item_code,
        coalesce(first_held.valid_from, first_held.edition_date) as adopted_date,
        max(publications.edition_date) as absent_date,
        case
            when first_held.valid_from is not null then 'printed'
            when max(publications.edition_date) is not null then 'first_edition'
            else 'held_before'
        end as adoption_basis
    from first_held
    left join publications
        on
            first_held.source_id = publications.source_id
            and first_held.edition_date > publications.edition_date
    group by first_held.source_id, first_held.item_code, first_held.edition_date, first_held.valid_from
)

select * from adopted
