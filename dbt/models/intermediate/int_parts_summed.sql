with lines as (
    select * from {{ ref('int_lines_named') }}
),

scopes as (
    select distinct
        source_id,
        subtotal_scope,
        is_over_states,
        is_over_categories
    from lines
    where is_subtotal
),

placed as (
    -- a figure is a part of the total over its categories, of the total over its states, and of the total over both
    select
        lines.source_id,
        scopes.subtotal_scope,
        case when not scopes.is_over_states then lines.reporting_state_name end as reporting_state_name,
        lines.year,
        lines.destination_name,
        case when not scopes.is_over_categories then lines.category_code end as category_code,
        lines.measure_code,
        lines.value
    from lines
    inner join scopes
        on lines.source_id = scopes.source_id
    where not lines.is_subtotal
),

summed as (
    select
        source_id,
        subtotal_scope,
        reporting_state_name,
        year,
        destination_name,
        category_code,
        measure_code,
        count(value) as part_count,
        cast(sum(value) as decimal(18, 2)) as parts_value
    from placed
    group by source_id, subtotal_scope, reporting_state_name, year, destination_name, category_code, measure_code
)

select * from summed
