with phrases as (
    select * from {{ source('stewards', 'phrases') }}
),

typed as (
    select
        {{ source_of('filename') }} as source_id,
        phrase,
        end_use_code
    from phrases
)

select * from typed
