with figures as (
    select * from {{ ref('int_figures_placed') }}
),

totalled as (
    -- what a state reports of one destination and year: the printed total where there is one, else the sum of its parts
    select
        source_id,
        is_own_report,
        reporting_state_code,
        reporting_state_type,
        year,
        measure_code,
        unit,
        currency_code,
        destination_code,
        destination_role,
        sum(figure) filter (where is_subtotal) as printed_total,
        sum(figure) filter (where not is_subtotal) as parts_sum,
        coalesce(sum(figure) filter (where is_subtotal), sum(figure) filter (where not is_subtotal)) as figure,
        min(source_line) as source_line,
        {{ join_numbers('source_line') }} as source_lines
    from figures
    where
        destination_code is not null
        and subtotal_scope in ('', 'category')
    group by
        source_id,
        is_own_report,
        reporting_state_code,
        reporting_state_type,
        year,
        measure_code,
        unit,
        currency_code,
        destination_code,
        destination_role
)

select * from totalled
where figure is not null
