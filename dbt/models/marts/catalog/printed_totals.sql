with figures as (
    select * from {{ ref('int_figures_placed') }}
    where is_subtotal
),

parts as (
    select * from {{ ref('int_parts_added') }}
),

totals as (
    select
        *,
        {{ total_key() }} as total_key,
        subtotal_scope like '%reporting_state%' as is_over_states,
        subtotal_scope like '%category%' as is_over_categories
    from figures
),

beside_parts as (
    -- a place or a state without a code goes by its name
    select
        totals.source_id,
        totals.publisher_code,
        totals.edition_date,
        totals.source_line,
        totals.subtotal_scope,
        case
            when not totals.is_over_states then nullif(totals.reporting_state_code, totals.reporting_state_name)
        end as reporting_state_code,
        case when not totals.is_over_states then totals.reporting_state_name end as reporting_state_name,
        totals.year,
        nullif(totals.destination_code, totals.destination_name) as destination_code,
        totals.destination_name,
        case when not totals.is_over_categories then totals.category_code end as category_text,
        totals.measure_code,
        totals.definition_code,
        totals.unit,
        totals.currency_code,
        totals.value_state,
        totals.figure as value_original,
        coalesce(parts.figure_count, 0) as part_count,
        cast(parts.figure as decimal(18, 2)) as parts_value
    from totals
    left join parts
        on totals.total_key = parts.total_key
)

select * from beside_parts
