with decisions as (
    select * from {{ ref('int_decisions_counted') }}
),

definitions as (
    select * from {{ ref('stg_definitions') }}
),

summed as (
    -- a period in which something was decided has a row for every definition, with a zero where it counts nothing of it
    select
        source_id,
        publisher_code,
        edition_date,
        definition_code,
        period_grain,
        period_start,
        period_end,
        cast(sum(case when counting_state = 'counted' then effect else 0 end) as bigint) as decision_count,
        count(*) filter (where counting_state = 'repeated') as repeated_count,
        count(*) filter (where counting_state = 'replaced') as replaced_count,
        count(*) filter (where counting_state = 'not_counted') as not_counted_count
    from decisions
    group by source_id, publisher_code, edition_date, definition_code, period_grain, period_start, period_end
),

explained as (
    select
        summed.source_id,
        summed.publisher_code,
        summed.edition_date,
        definitions.measure_code,
        summed.definition_code,
        coalesce(definitions.publisher_code = summed.publisher_code, false) as is_own_definition,
        summed.period_grain,
        summed.period_start,
        summed.period_end,
        summed.decision_count,
        summed.repeated_count,
        summed.replaced_count,
        summed.not_counted_count
    from summed
    inner join definitions
        on summed.definition_code = definitions.definition_code
)

select * from explained
