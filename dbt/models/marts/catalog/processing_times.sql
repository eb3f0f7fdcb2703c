with times as (
    select * from {{ ref('int_times_targeted') }}
),

open_cases as (
    select * from {{ ref('int_cases_open') }}
),

summed as (
    select * from {{ ref('int_times_summed') }}
),

excluded as (
    select * from {{ ref('int_times_excluded') }}
),

groups as (
    select
        source_id,
        publisher_code,
        edition_date,
        year,
        licence_kind,
        day_kind
    from times
    union
    select
        source_id,
        publisher_code,
        edition_date,
        year,
        licence_kind,
        day_kind
    from open_cases
),

explained as (
    -- what was excluded, and the cases still open, stand beside every target of their year, kind of licence and kind of day
    select
        groups.source_id,
        groups.publisher_code,
        groups.edition_date,
        groups.year as decided_year,
        groups.licence_kind,
        groups.day_kind,
        summed.target_days,
        summed.target_share,
        coalesce(summed.case_count, 0) as case_count,
        summed.median_days,
        summed.p90_days,
        summed.within_target_count,
        cast(summed.within_target_count as double) / summed.case_count as within_target_share,
        coalesce(summed.decided_while_stopped_count, 0) as decided_while_stopped_count,
        coalesce(open_cases.open_count, 0) as open_count,
        coalesce(excluded.excluded_count, 0) as excluded_count,
        excluded.excluded_reasons
    from groups
    left join summed
        on
            groups.source_id = summed.source_id
            and groups.year = summed.year
            and groups.licence_kind = summed.licence_kind
            and groups.day_kind = summed.day_kind
    left join excluded
        on
            groups.source_id = excluded.source_id
            and groups.year = excluded.year
            and groups.licence_kind = excluded.licence_kind
            and groups.day_kind = excluded.day_kind
    left join open_cases
        on
            groups.source_id = open_cases.source_id
            and groups.year = open_cases.year
            and groups.licence_kind = open_cases.licence_kind
            and groups.day_kind = open_cases.day_kind
)

select * from explained
