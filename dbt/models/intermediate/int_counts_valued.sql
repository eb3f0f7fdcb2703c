with figures as (
    select * from {{ ref('int_figures_placed') }}
),

rules as (
    select * from {{ ref('stg_reconciliation_parameters') }}
    where check_id in ('count-without-value', 'value-without-count')
),

paired as (
    -- one line of the publication with its count and its value; the printed totals repeat what the lines say
    select
        rules.check_id,
        counts.source_id,
        counts.reporting_state_code,
        counts.year,
        counts.measure_code,
        counts.source_line,
        case rules.check_id
            when 'count-without-value' then coalesce(counts.figure, 0) > 0
            else coalesce(amounts.figure, 0) > 0
        end as is_examined,
        case rules.check_id
            when 'count-without-value' then amounts.value_state
            else counts.value_state
        end as lacking_state
    from figures as counts
    inner join rules
        on counts.measure_code = rules.measure_code
    inner join figures as amounts
        on
            counts.source_id = amounts.source_id
            and counts.source_line = amounts.source_line
            and rules.other_measure_code = amounts.measure_code
    where not counts.is_subtotal
),

counted as (
    select
        check_id,
        source_id,
        reporting_state_code,
        year,
        measure_code,
        cast(null as string) as destination_code,
        count(*) as line_count,
        0 as expected,
        count(*) filter (where lacking_state = 'not_reported') as found,
        min(source_line) filter (where lacking_state = 'not_reported') as source_line,
        {{ join_numbers("case when lacking_state = 'not_reported' then source_line end") }} as source_lines
    from paired
    where is_examined
    group by check_id, source_id, reporting_state_code, year, measure_code
),

told as (
    select
        *,
        case when found > 0 then 'fail' else 'pass' end as outcome,
        'of ' || line_count || ' lines with a '
        || case check_id when 'count-without-value' then 'count, ' else 'value, ' end
        || found || ' have no '
        || case check_id when 'count-without-value' then 'value' else 'count' end as message
    from counted
)

select {{ examined(none) }} from told
