with placed as (
    select * from {{ ref('int_decisions_placed') }}
),

replacing as (
    select * from {{ ref('int_decisions_placed') }}
    where replaces <> ''
),

replaced as (
    -- what is published of an earlier period stays; where both events name a licence, it must be the same one
    select distinct
        placed.source_id,
        placed.source_line,
        placed.definition_code,
        placed.period_grain
    from placed
    inner join replacing
        on
            placed.source_id = replacing.source_id
            and placed.application_text = replacing.application_text
            and placed.definition_code = replacing.definition_code
            and placed.period_grain = replacing.period_grain
            and placed.period_start = replacing.period_start
            and placed.event_number < replacing.event_number
            and (' ' || replacing.replaces || ' ') like ('% ' || placed.event_type || ' %')
            and coalesce(placed.licence_text, replacing.licence_text, '') = coalesce(replacing.licence_text, placed.licence_text, '')
),

counted as (
    select
        placed.*,
        case
            when placed.effect = 0 then 'not_counted'
            when placed.time_number > 1 then 'repeated'
            when replaced.source_line is not null then 'replaced'
            else 'counted'
        end as counting_state
    from placed
    left join replaced
        on
            placed.source_id = replaced.source_id
            and placed.source_line = replaced.source_line
            and placed.definition_code = replaced.definition_code
            and placed.period_grain = replaced.period_grain
)

select * from counted
