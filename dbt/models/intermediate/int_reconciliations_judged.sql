with examined as (
    select * from {{ ref('int_reconciliations_examined') }}
),

checks as (
    select * from {{ ref('stg_reconciliation_checks') }}
),

figures as (
    select * from {{ ref('int_figures_placed') }}
),

sources as (
    select distinct source_id
    from figures
),

counted as (
    select
        check_id,
        source_id,
        nullif(count(*) filter (where outcome <> 'not_applicable'), 0) as examined_count,
        count(*) filter (where outcome = 'fail') as finding_count,
        count(*) filter (where outcome = 'error') as error_count,
        min(message) filter (where outcome = 'error') as error_message
    from examined
    group by check_id, source_id
),

judged as (
    -- what was found counts first; what could not be computed has not passed
    select
        checks.check_id,
        sources.source_id,
        checks.title,
        checks.severity,
        coalesce(counted.examined_count, 0) as examined_count,
        coalesce(counted.finding_count, 0) as finding_count,
        case
            when counted.examined_count is null then 'not_applicable'
            when counted.finding_count > 0 then 'fail'
            when counted.error_count > 0 then 'error'
            else 'pass'
        end as outcome,
        case
            when counted.examined_count is null then 'applies to ' || checks.applies_to
            when counted.error_count > 0
                then counted.error_count || ' could not be compared, such as: ' || counted.error_message
        end as problem
    from checks
    cross join sources
    left join counted
        on
            checks.check_id = counted.check_id
            and sources.source_id = counted.source_id
)

select * from judged
