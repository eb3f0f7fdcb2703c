with printed as (
    select * from {{ ref('int_codes_printed') }}
    where kind <> 'reserved'
),

first_seen as (
    select
        source_id,
        item_code,
        min(edition_date) as edition_date
    from {{ ref('stg_control_items') }}
    group by source_id, item_code
),

listed as (
    select
        printed.source_id,
        printed.publisher_code,
        printed.state_code,
        printed.edition_date,
        printed.item_code,
        printed.kind as code_level,
        coalesce(printed.valid_from, first_seen.edition_date) as since_date
    from printed
    inner join first_seen
        on
            printed.source_id = first_seen.source_id
            and printed.item_code = first_seen.item_code
)

select * from listed
