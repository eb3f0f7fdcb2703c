with observations as (
    select * from {{ ref('int_observations_decided') }}
),

map_rows as (
    select * from {{ ref('int_map_rows_approved') }}
),

categories as (
    select * from {{ ref('stg_categories') }}
),

printed as (
    select distinct
        source_id,
        category_code,
        period_end
    from observations
    where category_code is not null
),

judged as (
    select
        printed.source_id,
        printed.category_code,
        printed.period_end,
        map_rows.common_code,
        map_rows.entry_code,
        coalesce(map_rows.weight, 1) as weight,
        case
            when categories.category_text is not null then 'non_item'
            else coalesce(map_rows.predicate, 'todo')
        end as predicate
    from printed
    left join categories
        on
            printed.source_id = categories.source_id
            and printed.category_code = categories.category_text
    left join map_rows
        on
            printed.source_id = map_rows.source_id
            and printed.category_code = map_rows.item_code
            and not map_rows.is_negated
            and {{ in_force('map_rows', 'printed.period_end') }}
),

ranked as (
    select
        judged.*,
        row_number() over (
            partition by judged.source_id, judged.category_code, judged.period_end
            order by {{ predicate_rank('judged.predicate') }}, judged.common_code
        ) as rank_number
    from judged
),

placed as (
    -- figures go to every counterpart that aggregates; where none does, the category is kept once, without a common item
    select
        source_id,
        category_code,
        period_end,
        predicate,
        case when {{ is_aggregating('predicate') }} then common_code end as common_code,
        case when {{ is_aggregating('predicate') }} then entry_code end as entry_code,
        case when {{ is_aggregating('predicate') }} then weight else 1 end as weight
    from ranked
    where {{ is_aggregating('predicate') }} or rank_number = 1
)

select * from placed
