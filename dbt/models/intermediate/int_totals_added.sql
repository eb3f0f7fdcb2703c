with figures as (
    select * from {{ ref('int_figures_placed') }}
),

parts as (
    select * from {{ ref('int_parts_added') }}
),

rules as (
    select * from {{ ref('stg_reconciliation_parameters') }}
    where check_id = 'parts-not-total'
),

totals as (
    select
        *,
        {{ total_key() }} as total_key
    from figures
    where
        is_subtotal
        and (figure is not null or value_state = 'unparseable')
),

added as (
    select
        totals.source_id,
        totals.reporting_state_code,
        totals.year,
        totals.measure_code,
        totals.destination_code,
        totals.figure as expected,
        parts.figure as found,
        parts.blank_count,
        totals.source_line,
        parts.source_lines,
        {{ is_within(
            'parts.figure',
            'totals.figure',
            'greatest(parts.figure_count * rules.part_tolerance, totals.figure * rules.relative_tolerance)'
        ) }} as is_equal,
        totals.figure is null or parts.unparseable_count > 0 as is_unreadable
    from totals
    inner join parts
        on totals.total_key = parts.total_key
    inner join rules
        on totals.measure_code = rules.measure_code
    where parts.figure_count > 0
),

told as (
    -- where parts are blank, the rest of a larger total may be theirs
    select
        *,
        case
            when is_unreadable then 'error'
            when is_equal then 'pass'
            when blank_count > 0 and found < expected then 'not_applicable'
            else 'fail'
        end as outcome,
        case
            when is_unreadable then 'the total, or a part of it, cannot be read as a figure'
            when blank_count > 0 and found < expected then 'a part is blank, and the rest of the total may be its'
            else 'the parts add up to ' || {{ as_printed('found') }} || ', the printed total is ' || {{ as_printed('expected') }}
        end as message
    from added
)

select {{ examined('parts-not-total') }} from told
