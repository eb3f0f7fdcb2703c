with figures as (
    select * from {{ ref('int_figures_placed') }}
    where subtotal_scope in ('', 'category')
),

undivided as (
    -- the publisher prints a total over the categories and no category of it
    select
        source_id,
        reporting_state_code,
        reporting_state_name,
        year,
        destination_name,
        measure_code,
        {{ is_state("coalesce(reporting_state_type, 'unknown')") }} as is_state
    from figures
    group by source_id, reporting_state_code, reporting_state_name, year, destination_name, measure_code, reporting_state_type
    having
        max(case when is_subtotal then figure end) > 0
        and count(case when not is_subtotal then figure end) = 0
)

select * from undivided
