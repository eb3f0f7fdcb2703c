with control_items as (
    select * from {{ ref('stg_control_items') }}
),

editions as (
    select * from {{ ref('int_editions_dated') }}
),

first_seen as (
    select
        source_id,
        item_code,
        min(edition_date) as edition_date
    from control_items
    group by source_id, item_code
),

listed as (
    -- a code printed twice in one edition counts once
    select
        editions.source_id,
        editions.publisher_code,
        editions.state_code,
        editions.edition_date,
        control_items.item_code,
        min(control_items.kind) as code_level,
        coalesce(min(control_items.valid_from), min(first_seen.edition_date)) as since_date
    from control_items
    inner join editions
        on
            control_items.source_id = editions.source_id
            and control_items.edition_date = editions.edition_date
    inner join first_seen
        on
            control_items.source_id = first_seen.source_id
            and control_items.item_code = first_seen.item_code
    where
        editions.is_latest
        and control_items.kind in ('entry', 'provision')
    group by
        editions.source_id,
        editions.publisher_code,
        editions.state_code,
        editions.edition_date,
        control_items.item_code
)

select * from listed
