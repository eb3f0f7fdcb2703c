with times as (
    select * from {{ ref('int_times_targeted') }}
    where excluded_reason is not null
),

counted as (
    select
        source_id,
        year,
        licence_kind,
        day_kind,
        excluded_reason,
        count(*) as case_count
    from times
    group by source_id, year, licence_kind, day_kind, excluded_reason
),

told as (
    select
        source_id,
        year,
        licence_kind,
        day_kind,
        cast(sum(case_count) as bigint) as excluded_count,
        {{ join_texts("excluded_reason || ' ' || cast(case_count as string)") }} as excluded_reasons
    from counted
    group by source_id, year, licence_kind, day_kind
)

select * from told
