with printed as (
    select * from {{ ref('int_revisions_counted') }}
),

read as (
    -- one row per figure as its places are read: how many lines have it before and after, and how many of them were printed otherwise
    select
        source_id,
        publisher_code,
        from_edition_date,
        to_edition_date,
        reporting_state_code,
        reporting_state_name,
        destination_code,
        destination_name,
        measure_code,
        definition_code,
        currency_code,
        period_start,
        period_end,
        category_text,
        subtotal_scope,
        value_state,
        value_text,
        figure,
        sum(before_count) as before_count,
        sum(after_count) as after_count,
        sum(greatest(before_count - after_count, 0)) as gone_text_count
    from printed
    group by all
),

compared as (
    select
        read.*,
        greatest(read.before_count - read.after_count, 0) as gone_count,
        greatest(read.after_count - read.before_count, 0) as come_count
    from read
)

select * from compared
