with map_rows as (
    select * from {{ ref('int_map_rows_approved') }}
),

categories as (
    select * from {{ ref('stg_categories') }}
),

judgements as (
    select
        map_rows.source_id,
        map_rows.item_code,
        map_rows.predicate,
        map_rows.common_code,
        map_rows.entry_code,
        coalesce(map_rows.weight, 1) as weight,
        coalesce(map_rows.valid_from, date '0001-01-01') as valid_from,
        coalesce(map_rows.valid_to, date '9999-12-31') as valid_to
    from map_rows
    left join categories
        on
            map_rows.source_id = categories.source_id
            and map_rows.item_code = categories.category_text
    where not map_rows.is_negated and categories.category_text is null
    union all
    select
        source_id,
        category_text as item_code,
        'non_item' as predicate,
        null as common_code,
        null as entry_code,
        1 as weight,
        date '0001-01-01' as valid_from,
        date '9999-12-31' as valid_to
    from categories
),

days as (
    -- on which what is judged of a code changes
    select
        source_id,
        item_code,
        valid_from as from_date
    from judgements
    union
    select
        source_id,
        item_code,
        {{ days_after('valid_to', 1) }} as from_date
    from judgements
),

spans as (
    select
        source_id,
        item_code,
        from_date,
        lead(from_date) over (partition by source_id, item_code order by from_date) as next_date
    from days
),

spanned as (
    select
        spans.source_id,
        spans.item_code,
        spans.from_date as valid_from,
        {{ days_after('spans.next_date', -1) }} as valid_to,
        judgements.predicate,
        judgements.common_code,
        judgements.entry_code,
        judgements.weight
    from spans
    inner join judgements
        on
            spans.source_id = judgements.source_id
            and spans.item_code = judgements.item_code
            and spans.from_date between judgements.valid_from and judgements.valid_to
)

select * from spanned
