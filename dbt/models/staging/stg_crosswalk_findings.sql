with findings as (
    select * from {{ source('landing', 'crosswalk_finding') }}
),

split as (
    select
        check_id,
        severity,
        source_id,
        item_code,
        replace(predicate, 'not:', '') as predicate,
        coalesce(starts_with(predicate, 'not:'), false) as is_negated,
        common_code,
        map_file,
        map_line,
        message,
        next_step
    from findings
)

select * from split
