with judgements as (
    select * from {{ ref('int_judgements_spanned') }}
),

ranked as (
    select
        judgements.*,
        {{ is_aggregating('judgements.predicate') }} as is_aggregating,
        row_number() over (
            partition by judgements.source_id, judgements.item_code, judgements.valid_from
            order by {{ predicate_rank('judgements.predicate') }}, judgements.common_code
        ) as rank_number
    from judgements
),

placed as (
    -- figures go to every counterpart that aggregates; where none does, the code is kept once, without a common item
    select
        source_id,
        item_code,
        valid_from,
        valid_to,
        predicate,
        rank_number,
        case when is_aggregating then common_code end as common_code,
        case when is_aggregating then entry_code end as entry_code,
        case when is_aggregating then weight else 1 end as weight
    from ranked
    where is_aggregating or rank_number = 1
),

weighted as (
    -- the parts of a figure lie one upon the other, from 0 to 1
    select
        source_id,
        item_code,
        valid_from,
        valid_to,
        predicate,
        common_code,
        entry_code,
        cast(weight as decimal(9, 6)) as weight,
        case
            when common_code is not null then 'mapped'
            when predicate in ('none', 'todo', 'non_item') then predicate
            else 'not_aggregated'
        end as mapping_state,
        cast(sum(weight) over (
            partition by source_id, item_code, valid_from
            order by rank_number
            rows between unbounded preceding and current row
        ) as decimal(9, 6)) as weight_to
    from placed
),

laid as (
    select
        weighted.*,
        cast(weighted.weight_to - weighted.weight as decimal(9, 6)) as weight_from
    from weighted
)

select * from laid
