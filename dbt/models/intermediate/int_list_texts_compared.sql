with editions as (
    select * from {{ ref('int_list_editions_paired') }}
),

control_items as (
    select * from {{ ref('stg_control_items') }}
    where
        item_code is not null
        and kind in ('category', 'group', 'entry', 'provision', 'reserved')
),

worded as (
    -- a code printed several times is one text, in the order of the list
    select
        source_id,
        edition_date,
        item_code,
        {{ join_lines('text', 'source_line') }} as text
    from control_items
    group by source_id, edition_date, item_code
),

pairs as (
    select
        editions.source_id,
        editions.edition_date,
        editions.before_edition_date,
        worded.item_code,
        worded.text as after_text,
        cast(null as string) as before_text
    from editions
    inner join worded
        on
            editions.source_id = worded.source_id
            and editions.edition_date = worded.edition_date
    union all
    select
        editions.source_id,
        editions.edition_date,
        editions.before_edition_date,
        worded.item_code,
        null as after_text,
        worded.text as before_text
    from editions
    inner join worded
        on
            editions.source_id = worded.source_id
            and editions.before_edition_date = worded.edition_date
),

compared as (
    select
        source_id,
        edition_date,
        before_edition_date,
        item_code,
        max(before_text) as before_text,
        max(after_text) as after_text
    from pairs
    group by source_id, edition_date, before_edition_date, item_code
),

told as (
    select
        *,
        case
            when before_text is null then 'added'
            when after_text is null then 'removed'
            else 'reworded'
        end as change
    from compared
    where before_text is distinct from after_text
)

select * from told
