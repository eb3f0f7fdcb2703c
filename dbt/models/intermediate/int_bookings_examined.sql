with totals as (
    select * from {{ ref('int_totals_added') }}
),

reports as (
    select * from {{ ref('int_reports_compared') }}
),

rules as (
    select * from {{ ref('stg_reconciliation_parameters') }}
    where check_id = 'booked-elsewhere'
),

compared as (
    -- every total and every figure of a state's own that was held against another one could have told of a wrong booking
    select
        source_id,
        reporting_state_code,
        year,
        measure_code,
        destination_code,
        expected,
        found,
        source_line
    from totals
    union all
    select
        source_id,
        reporting_state_code,
        year,
        measure_code,
        destination_code,
        expected,
        found,
        source_line
    from reports
    where expected is not null
),

told as (
    select
        compared.*,
        'pass' as outcome,
        'held against its parts, or against another publication' as message,
        cast(compared.source_line as string) as source_lines
    from compared
    inner join rules
        on compared.measure_code = rules.measure_code
),

found as (
    select {{ examined('booked-elsewhere') }} from told
    union all
    select * from {{ ref('int_parts_misplaced') }}
    union all
    select * from {{ ref('int_reports_misplaced') }}
)

select * from found
