with euro_rates as (
    select * from {{ source('common', 'euro_rates') }}
),

typed as (
    select
        currency_code,
        cast(year as integer) as year,
        cast(rate as decimal(18, 6)) as rate,
        cast(observation_count as integer) as observation_count,
        citation
    from euro_rates
)

select * from typed
