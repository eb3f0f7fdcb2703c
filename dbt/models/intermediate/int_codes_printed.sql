with control_items as (
    select * from {{ ref('stg_control_items') }}
),

editions as (
    select * from {{ ref('int_editions_dated') }}
),

printed as (
    -- a code printed twice in one edition counts once
    select
        editions.source_id,
        editions.publisher_code,
        editions.state_code,
        editions.edition_date,
        control_items.item_code,
        min(control_items.kind) as kind,
        min(case when control_items.kind <> 'reserved' then control_items.valid_from end) as valid_from
    from control_items
    inner join editions
        on
            control_items.source_id = editions.source_id
            and control_items.edition_date = editions.edition_date
    where
        editions.is_latest
        and control_items.kind in ('entry', 'provision', 'reserved')
    group by
        editions.source_id,
        editions.publisher_code,
        editions.state_code,
        editions.edition_date,
        control_items.item_code
)

select * from printed
