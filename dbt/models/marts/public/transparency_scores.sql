with counted as (
    select * from {{ ref('int_transparency_counted') }}
),

scored as (
    select
        reporting_state_code,
        reporting_state_name,
        criterion,
        round(least(1, cast(counted as double) / possible), 6) as score,
        cast(counted as bigint) as counted,
        cast(possible as bigint) as possible,
        counted_in,
        source_id
    from counted
    where possible > 0
)

select * from scored
