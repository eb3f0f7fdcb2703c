with figures as (
    select
        *,
        figure_count > unconverted_count as is_counted,
        case when is_state and figure_count > unconverted_count then reporting_state end as counted_state
    from {{ ref('int_licensing_chosen') }}
),

shared as (
    select
        sum_id,
        measure_code,
        year,
        goods_scope,
        category_code,
        destination_code,
        destination_name,
        destination_type,
        destination_role,
        unit,
        cast(sum(value_eur) as decimal(18, 2)) as value_eur,
        cast(sum(case when unit <> 'currency' then value_original end) as decimal(18, 2)) as value_counted,
        {{ join_texts('counted_state') }} as states,
        count(distinct counted_state) as state_count,
        bool_or(is_counted and not is_state and reporting_state_code is not null) as is_own_total,
        bool_or(is_counted and not is_state and reporting_state_code is null) as has_unnamed_state,
        {{ join_texts('case when is_counted then goods end') }} as goods,
        {{ join_texts("counted_state || ' ' || goods") }} as goods_by_state,
        count(distinct case when is_counted then goods end) as goods_count,
        bool_or(is_counted and has_other_goods) as has_other_goods,
        {{ join_texts('case when unconverted_count > 0 and is_state then reporting_state end') }} as unconverted_states,
        {{ join_texts('case when is_counted then definition_code end') }} as definition_codes,
        count(distinct case when is_counted then definition_code end) as definition_count,
        count(distinct case when is_counted then reporting_state || ' ' || definition_code end) as programme_count,
        count(distinct case when is_counted then reporting_state end) as reporter_count,
        {{ join_texts('case when is_counted then source_id end') }} as source_ids,
        {{ join_texts('case when is_counted then currency_code end') }} as currency_codes,
        cast(sum(line_count) as bigint) as line_count,
        cast(sum(line_count - figure_count - not_applicable_count) as bigint) as blank_count,
        bool_or(is_counted and period_grains like '%fiscal_year%')
        and bool_or(is_counted and period_grains <> 'fiscal_year') as has_mixed_years,
        bool_or(is_counted and is_part_of_year) as has_part_of_year
    from figures
    group by
        sum_id,
        measure_code,
        year,
        goods_scope,
        category_code,
        destination_code,
        destination_name,
        destination_type,
        destination_role,
        unit
)

select * from shared
