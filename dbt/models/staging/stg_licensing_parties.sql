with licensing_parties as (
    select * from {{ source('landing', 'licensing_party') }}
)

select * from licensing_parties
