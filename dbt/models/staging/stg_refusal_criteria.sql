with refusal_criteria as (
    select * from {{ source('common', 'refusal_criteria') }}
)

select * from refusal_criteria
