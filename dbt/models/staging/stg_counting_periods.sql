with counting_periods as (
    select * from {{ source('common', 'counting_periods') }}
),

typed as (
    select
        definition_code,
        period_grain,
        cast(first_month as integer) as first_month
    from counting_periods
)

select * from typed
