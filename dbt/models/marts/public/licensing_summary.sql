with cells as (
    select * from {{ ref('stg_summary_cells') }}
),

summarised as (
    select
        measure_code,
        year,
        reporting_state_code,
        item_code,
        destination_code,
        unit,
        value,
        value_lower,
        value_upper,
        value_state,
        reason_code,
        is_synthetic,
        vintage_sequence
    from cells
)

select * from summarised
