with figures as (
    select * from {{ ref('stg_provision_figures') }}
    where kind = 'cas'
),

editions as (
    select * from {{ ref('int_editions_dated') }}
),

control_items as (
    select * from {{ ref('stg_control_items') }}
),

printed as (
    -- in the provision's text or in a note to it, however often
    select
        figures.source_id,
        editions.publisher_code,
        figures.edition_date,
        figures.item_code,
        figures.cas_number,
        min(figures.raw_text) as cas_text,
        bool_and(figures.is_valid) as is_valid,
        bool_or(control_items.kind in ('entry', 'provision')) as is_in_provision
    from figures
    inner join editions
        on
            figures.source_id = editions.source_id
            and figures.edition_date = editions.edition_date
    inner join control_items
        on
            figures.source_id = control_items.source_id
            and figures.edition_date = control_items.edition_date
            and figures.item_id = control_items.item_id
    where editions.is_latest
    group by
        figures.source_id,
        editions.publisher_code,
        figures.edition_date,
        figures.item_code,
        figures.cas_number
)

select * from printed
