with placed as (
    select * from {{ ref('int_decisions_placed') }}
),

numbered as (
    select
        placed.*,
        row_number() over (
            partition by
                placed.source_id, placed.application_text, placed.definition_code, placed.period_grain, placed.effect, placed.unit_text
            order by placed.event_number
        ) as time_number
    from placed
),

replaced as (
    -- what is published of an earlier period stays; where both events name a licence, it must be the same one
    select distinct
        placed.source_id,
        placed.source_line,
        placed.definition_code,
        placed.period_grain
    from placed
    inner join placed as later
        on
            placed.source_id = later.source_id
            and placed.application_text = later.application_text
            and placed.definition_code = later.definition_code
            and placed.period_grain = later.period_grain
            and placed.period_start = later.period_start
            and placed.event_number < later.event_number
            and (' ' || later.replaces || ' ') like ('% ' || placed.event_type || ' %')
            and coalesce(placed.licence_text, later.licence_text, '') = coalesce(later.licence_text, placed.licence_text, '')
),

counted as (
    select
        numbered.*,
        case
            when numbered.effect = 0 then 'not_counted'
            when numbered.time_number > 1 then 'repeated'
            when replaced.source_line is not null then 'replaced'
            else 'counted'
        end as counting_state
    from numbered
    left join replaced
        on
            numbered.source_id = replaced.source_id
            and numbered.source_line = replaced.source_line
            and numbered.definition_code = replaced.definition_code
            and numbered.period_grain = replaced.period_grain
)

select * from counted
