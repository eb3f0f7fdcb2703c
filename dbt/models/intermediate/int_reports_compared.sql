with reports as (
    select * from {{ ref('int_reports_paired') }}
),

told as (
    select
        *,
        case
            when expected is null or found is null then 'error'
            when {{ is_within('found', 'expected', 'greatest(absolute_tolerance, expected * tolerance)') }} then 'pass'
            else 'fail'
        end as outcome,
        case
            when expected is null or found is null then 'there is no euro rate of ' || currency_code || ' in ' || year
            else
                'the state publishes ' || {{ as_printed('figure') }} || ' ' || currency_code || ', ' || other_source_id || ' of it '
                || {{ as_printed('other_figure') }} || ' (lines ' || other_lines || ')'
        end as message
    from reports
),

lacking as (
    select
        *,
        'fail' as outcome
    from {{ ref('int_reports_lacking') }}
),

united as (
    select {{ examined('own-report-differs') }} from told
    union all
    select {{ examined('own-report-differs') }} from lacking
)

select * from united
