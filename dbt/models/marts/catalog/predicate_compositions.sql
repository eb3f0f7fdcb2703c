with compositions as (
    select * from {{ ref('stg_compositions') }}
),

published as (
    select
        first_predicate,
        second_predicate,
        composed_predicate,
        reason as composition_reason
    from compositions
)

select * from published
