with observations as (
    select * from {{ ref('int_observations_mapped') }}
),

printed as (
    select distinct
        source_id,
        category_code,
        period_end,
        {{ word_of('predicate') }} as predicate,
        {{ word_of('common_code') }} as common_code,
        {{ word_of('entry_code') }} as entry_code,
        weight
    from observations
    where category_code is not null
)

select * from printed
