with editions as (
    select * from {{ ref('int_editions_dated') }}
),

control_items as (
    select * from {{ ref('stg_control_items') }}
),

counted as (
    select
        source_id,
        edition_date,
        count(*) as item_count,
        count(distinct item_code) filter (where level = 1 and kind in ('entry', 'reserved')) as head_count,
        count(distinct item_code) filter (where kind in ('entry', 'provision', 'reserved')) as coded_count,
        count(*) filter (where kind = 'category') as category_count,
        count(*) filter (where kind = 'group') as group_count,
        count(*) filter (where kind = 'entry') as entry_count,
        count(*) filter (where kind = 'provision') as provision_count,
        count(*) filter (where kind = 'reserved') as reserved_count,
        count(*) filter (where kind = 'note') as note_count,
        count(*) filter (where kind = 'technical_note') as technical_note_count,
        count(*) filter (where kind = 'decontrol') as decontrol_count,
        count(*) filter (where kind = 'heading') as heading_count
    from control_items
    group by source_id, edition_date
),

described as (
    select
        editions.source_id,
        editions.publisher_code,
        editions.state_code,
        editions.edition_date,
        editions.is_latest,
        editions.title,
        editions.language,
        counted.item_count,
        counted.head_count,
        counted.coded_count,
        counted.category_count,
        counted.group_count,
        counted.entry_count,
        counted.provision_count,
        counted.reserved_count,
        counted.note_count,
        counted.technical_note_count,
        counted.decontrol_count,
        counted.heading_count,
        editions.url,
        editions.file_name,
        editions.origin,
        editions.retrieved_at,
        editions.terms_id,
        editions.attribution,
        editions.is_public,
        editions.source_sha256
    from editions
    inner join counted
        on
            editions.source_id = counted.source_id
            and editions.edition_date = counted.edition_date
)

select * from described
