with sums as (
    select * from {{ ref('int_licensing_shared') }}
),

lacking as (
    select * from {{ ref('int_sums_lacking') }}
),

explained as (
    select
        sums.measure_code,
        sums.year,
        sums.goods_scope,
        sums.category_code,
        sums.destination_code,
        sums.destination_name,
        sums.destination_type,
        sums.destination_role,
        sums.unit,
        sums.value_eur,
        sums.value_counted,
        sums.state_count,
        sums.states,
        lacking.missing_states,
        lacking.totals_only_states,
        sums.unconverted_states,
        sums.goods,
        case when sums.goods_count > 1 then sums.goods_by_state end as goods_by_state,
        sums.definition_codes,
        sums.source_ids,
        sums.currency_codes,
        sums.line_count,
        sums.blank_count,
        {{ caveat_of_sum('sums', 'lacking') }} as caveat
    from sums
    left join lacking
        on sums.sum_id = lacking.sum_id
)

select * from explained
