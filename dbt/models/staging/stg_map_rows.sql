with map_rows as (
    select * from {{ source('stewards', 'map') }}
),

typed as (
    select
        {{ folder_of('filename') }} as publisher_code,
        {{ source_of('filename') }} as source_id,
        item_code,
        replace(predicate, 'not:', '') as predicate,
        starts_with(predicate, 'not:') as is_negated,
        common_code,
        cast(weight as decimal(9, 6)) as weight,
        weight_basis,
        justification,
        cast(confidence as decimal(9, 6)) as confidence,
        status,
        author,
        reviewer,
        cast(reviewed_date as date) as reviewed_date,
        cast(valid_from as date) as valid_from,
        cast(valid_to as date) as valid_to,
        citation,
        comment
    from map_rows
)

select * from typed
