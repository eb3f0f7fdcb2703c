with lines as (
    select * from {{ ref('int_lines_named') }}
),

parts as (
    select * from {{ ref('int_parts_summed') }}
),

totals as (
    select
        source_id,
        publisher_code,
        edition_date,
        source_line,
        subtotal_scope,
        case when not is_over_states then reporting_state_code end as reporting_state_code,
        case when not is_over_states then reporting_state_name end as reporting_state_name,
        year,
        destination_code,
        destination_name,
        case when not is_over_categories then category_code end as category_text,
        measure_code,
        definition_code,
        unit,
        currency_code,
        value_state,
        value as value_original
    from lines
    where is_subtotal
),

beside_parts as (
    select
        totals.*,
        coalesce(parts.part_count, 0) as part_count,
        parts.parts_value
    from totals
    left join parts
        on
            totals.source_id = parts.source_id
            and totals.subtotal_scope = parts.subtotal_scope
            and totals.reporting_state_name is not distinct from parts.reporting_state_name
            and totals.year = parts.year
            and totals.destination_name = parts.destination_name
            and totals.category_text is not distinct from parts.category_code
            and totals.measure_code = parts.measure_code
)

select * from beside_parts
