with figures as (
    select * from {{ ref('int_figures_placed') }}
),

rules as (
    select * from {{ ref('stg_reconciliation_parameters') }}
    where check_id = 'year-copied'
),

summed as (
    -- what a state reports of one destination and kind of goods in a year
    select
        source_id,
        reporting_state_code,
        year,
        measure_code,
        currency_code,
        destination_code,
        category_code,
        sum(figure) as figure,
        min(source_line) as source_line
    from figures
    where
        not is_subtotal
        and destination_code is not null
    group by source_id, reporting_state_code, year, measure_code, currency_code, destination_code, category_code
),

telling as (
    select
        summed.*,
        rules.least_count,
        rules.least_share
    from summed
    inner join rules
        on summed.measure_code = rules.measure_code
    where {{ is_telling('summed.figure', 'rules') }}
)

select * from telling
