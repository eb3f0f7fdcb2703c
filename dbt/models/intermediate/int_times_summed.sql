with times as (
    select * from {{ ref('int_times_targeted') }}
),

summed as (
    -- by the nearest rank: the median is a number of days that a case took, with half of the cases, or more, at it or below
    select
        source_id,
        year,
        licence_kind,
        day_kind,
        target_days,
        max(target_share) as target_share,
        count(*) as case_count,
        cast(percentile_disc(0.5) within group (order by day_count) as integer) as median_days,
        cast(percentile_disc(0.9) within group (order by day_count) as integer) as p90_days,
        count(*) filter (where is_decided_while_stopped) as decided_while_stopped_count,
        case when target_days is not null then count(*) filter (where day_count <= target_days) end as within_target_count
    from times
    where excluded_reason is null
    group by source_id, year, licence_kind, day_kind, target_days
)

select * from summed
