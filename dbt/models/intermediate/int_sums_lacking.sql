with sums as (
    select * from {{ ref('int_licensing_shared') }}
),

figures as (
    select * from {{ ref('int_licensing_chosen') }}
),

missing as (
    select * from {{ ref('int_states_missing') }}
),

lacking as (
    -- who publishes nothing of it that year, and who has lines here without a figure
    select
        sums.sum_id,
        missing.reporting_state,
        missing.is_totals_only
    from sums
    inner join missing
        on
            sums.measure_code = missing.measure_code
            and sums.year = missing.year
            and sums.goods_scope = missing.goods_scope
            and sums.category_code is not distinct from missing.category_code
    union all
    select
        sum_id,
        reporting_state,
        false as is_totals_only
    from figures
    where is_silent
),

listed as (
    select
        sum_id,
        {{ join_texts('reporting_state') }} as missing_states,
        {{ join_texts('case when is_totals_only then reporting_state end') }} as totals_only_states
    from lacking
    group by sum_id
)

select * from listed
