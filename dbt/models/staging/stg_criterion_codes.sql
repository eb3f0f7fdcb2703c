with criteria as (
    select * from {{ source('stewards', 'criteria') }}
),

typed as (
    select
        {{ source_of('filename') }} as source_id,
        reason_code,
        criterion_code
    from criteria
)

select * from typed
