with map_rows as (
    select * from {{ ref('int_map_rows_approved') }}
),

published as (
    select
        source_id,
        publisher_code,
        item_code,
        predicate,
        is_negated,
        common_code,
        entry_code,
        weight,
        weight_basis,
        justification,
        confidence,
        author,
        reviewer,
        reviewed_date,
        valid_from,
        valid_to,
        citation,
        comment
    from map_rows
)

select * from published
