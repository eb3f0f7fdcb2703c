with parameters as (
    select * from {{ source('common', 'reconciliation_parameters') }}
),

typed as (
    -- a tolerance that is not given is none
    select
        check_id,
        measure_code,
        other_measure_code,
        cast(coalesce(least_figure, '0') as decimal(18, 2)) as least_figure,
        cast(coalesce(round_unit, '0') as decimal(18, 2)) as round_unit,
        cast(coalesce(least_count, '0') as bigint) as least_count,
        cast(coalesce(least_share, '0') as double) as least_share,
        cast(coalesce(absolute_tolerance, '0') as double) as absolute_tolerance,
        cast(coalesce(relative_tolerance, '0') as double) as relative_tolerance,
        cast(coalesce(part_tolerance, '0') as double) as part_tolerance,
        cast(coalesce(converted_tolerance, '0') as double) as converted_tolerance,
        cast(coalesce(factor, '1') as double) as factor,
        cast(coalesce(year_span, '0') as integer) as year_span
    from parameters
)

select * from typed
