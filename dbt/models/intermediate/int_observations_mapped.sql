with observations as (
    select * from {{ ref('int_observations_decided') }}
),

categories as (
    select * from {{ ref('int_categories_mapped') }}
),

mapped as (
    select
        observations.*,
        categories.predicate,
        categories.common_code,
        categories.entry_code,
        categories.weight,
        case
            when categories.common_code is not null then 'mapped'
            when categories.predicate in ('none', 'todo', 'non_item') then categories.predicate
            else 'not_aggregated'
        end as mapping_state,
        case
            when observations.value_state in ('reported', 'reported_zero', 'estimated')
                then cast(observations.value * categories.weight as decimal(18, 2))
        end as figure
    from observations
    inner join categories
        on
            observations.source_id = categories.source_id
            and observations.category_text = categories.category_text
            and observations.period_end = categories.period_end
)

select * from mapped
