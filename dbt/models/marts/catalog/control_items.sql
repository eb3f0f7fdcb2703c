with control_items as (
    select * from {{ ref('stg_control_items') }}
),

editions as (
    select * from {{ ref('int_editions_dated') }}
),

dated as (
    select
        control_items.source_id,
        editions.publisher_code,
        editions.state_code,
        control_items.edition_date,
        editions.is_latest,
        control_items.item_id,
        control_items.item_code,
        control_items.code_text,
        control_items.parent_code,
        cast(control_items.level as integer) as level,
        control_items.kind,
        cast(control_items.occurrence_number as integer) as occurrence_number,
        control_items.text,
        control_items.language,
        control_items.valid_from,
        control_items.valid_to,
        control_items.regimes_text,
        cast(control_items.source_line as integer) as source_line,
        control_items.source_sha256
    from control_items
    inner join editions
        on
            control_items.source_id = editions.source_id
            and control_items.edition_date = editions.edition_date
)

select * from dated
