with figures as (
    select * from {{ ref('int_licensing_summed') }}
    where
        is_public
        and reporting_state_code is not null
),

items as (
    select * from {{ ref('int_items_placed') }}
    where reporting_state_code is not null
),

parts as (
    {% set facts = 'source_id, definition_code, measure_code, year, reporting_state_code, unit, currency_code, euro_rate, value_original' %}
    select {{ facts }}, '_T' as item_code, '_T' as destination_code
    from figures
    union all
    select {{ facts }}, '_T' as item_code, destination_code
    from figures
    where destination_role = 'destination'
    union all
    select {{ facts }}, listed_code as item_code, '_T' as destination_code
    from items
    union all
    select {{ facts }}, listed_code as item_code, destination_code
    from items
    where destination_role = 'destination'
),

summed as (
    select
        source_id,
        definition_code,
        measure_code,
        year,
        reporting_state_code,
        item_code,
        destination_code,
        unit,
        currency_code,
        euro_rate,
        cast(sum(value_original) as decimal(18, 2)) as value_original
    from parts
    where destination_code is not null
    group by
        source_id, definition_code, measure_code, year, reporting_state_code, item_code, destination_code, unit, currency_code, euro_rate
),

published as (
    -- one state may print one figure in several publications
    select distinct
        measure_code,
        year,
        reporting_state_code,
        item_code,
        destination_code,
        case when unit = 'count' then value_original else {{ in_euro('value_original', 'euro_rate') }} end as amount
    from summed
    where value_original > 0
)

select * from published
