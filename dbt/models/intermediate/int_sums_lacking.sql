with sums as (
    select * from {{ ref('int_licensing_shared') }}
),

figures as (
    select * from {{ ref('int_licensing_chosen') }}
),

missing as (
    select * from {{ ref('int_states_missing') }}
),

totals as (
    select * from {{ ref('int_totals_hidden') }}
),

lacking as (
    -- who publishes nothing of it that year, who has lines here without a figure, and who prints a total alone
    select
        sums.sum_id,
        missing.reporting_state
    from sums
    inner join missing
        on
            sums.measure_code = missing.measure_code
            and sums.year = missing.year
            and sums.goods_scope = missing.goods_scope
            and sums.category_code is not distinct from missing.category_code
    union
    select
        sum_id,
        reporting_state
    from figures
    where
        is_silent
        and is_state
    union
    select
        sum_id,
        reporting_state
    from totals
),

listed as (
    select
        lacking.sum_id,
        {{ join_texts('lacking.reporting_state') }} as missing_states,
        {{ join_texts('totals.reporting_state') }} as totals_only_states
    from lacking
    left join totals
        on
            lacking.sum_id = totals.sum_id
            and lacking.reporting_state = totals.reporting_state
    group by lacking.sum_id
)

select * from listed
