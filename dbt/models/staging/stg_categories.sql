with categories as (
    select * from {{ source('stewards', 'categories') }}
),

typed as (
    select
        {{ folder_of('filename') }} as publisher_code,
        {{ source_of('filename') }} as source_id,
        category_text,
        category_kind,
        reason,
        author,
        reviewer,
        cast(reviewed_date as date) as reviewed_date
    from categories
)

select * from typed
