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
        coalesce(categories.weight, 1) as weight,
        case
            when observations.category_count = 0 then 'undivided'
            when observations.category_count > 1 then 'several'
            when categories.common_code is not null then 'mapped'
            when categories.predicate in ('none', 'todo', 'non_item') then categories.predicate
            else 'not_aggregated'
        end as mapping_state,
        case
            when observations.value_state in ('reported', 'reported_zero', 'estimated')
                then
                    case
                        when coalesce(categories.weight, 1) = 1 then observations.value
                        -- wide enough for a share of any figure: tens of billions in eighteen digits leave no room for six more decimals
                        else cast(cast(observations.value as decimal(28, 2)) * categories.weight as decimal(18, 2))
                    end
        end as figure
    from observations
    left join categories
        on
            observations.source_id = categories.source_id
            and observations.category_code = categories.category_code
            and observations.period_end = categories.period_end
)

select * from mapped
