with ordered as (
    select * from {{ ref('int_adoptions_ordered') }}
    where list_count > 1
),

lagging as (
    -- where the first list's own date is unknown, it adopted the item on that day or before: the lag is that long at the least
    select
        common_code,
        entry_code,
        source_id,
        publisher_code,
        item_code,
        predicate,
        adopted_date,
        absent_date,
        adoption_basis,
        {{ is_seen('adoption_basis') }} as is_observed,
        first_source_id,
        first_adopted_date,
        case
            when {{ is_seen('adoption_basis') }} and {{ is_seen('first_adoption_basis') }}
                then {{ days_between('first_adopted_date', 'adopted_date') }}
        end as lag_days,
        case when {{ is_seen('adoption_basis') }} then {{ days_between('first_adopted_date', 'adopted_date') }} end as least_lag_days
    from ordered
)

select * from lagging
