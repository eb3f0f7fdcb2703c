with found as (
    select * from {{ ref('int_reconciliations_found') }}
),

told as (
    select
        check_id,
        severity,
        source_id,
        reporting_state_code,
        year,
        measure_code,
        destination_code,
        expected,
        found,
        difference,
        message,
        next_step,
        source_line,
        source_lines
    from found
)

select * from told
