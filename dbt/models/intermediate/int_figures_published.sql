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

categories as (
    select * from {{ ref('int_categories_summed') }}
    where reporting_state_code is not null
),

printed as (
    -- the rows as the tables print them, each converted and rounded by itself; only those of items and destinations stay apart for both
    {% set facts = 'source_id, definition_code, measure_code, year, reporting_state_code, unit, currency_code, euro_rate' %}
    {% set original = 'cast(sum(value_original) as decimal(18, 2)) as value_original' %}
    select 'by_item' as printed_in, {{ facts }}, listed_code as item_code, '_T' as destination_code, {{ original }}
    from items
    group by {{ facts }}, reporting_state_name, listed_code, listed_title
    union all
    select 'by_destination' as printed_in, {{ facts }}, '_T' as item_code, destination_code, {{ original }}
    from figures
    where destination_role = 'destination'
    group by {{ facts }}, reporting_state_name, destination_code, destination_name, destination_type
    union all
    select 'by_category' as printed_in, {{ facts }}, '_T' as item_code, '_T' as destination_code, value_original
    from categories
    union all
    select 'by_item_destination' as printed_in, {{ facts }}, listed_code as item_code, destination_code, value_original
    from items
    where destination_role = 'destination'
    union all
    select 'by_item_destination' as printed_in, {{ facts }}, '_T' as item_code, destination_code, value_original
    from figures
    where destination_role = 'destination'
    union all
    select 'all_items' as printed_in, {{ facts }}, '_T' as item_code, '_T' as destination_code, {{ original }}
    from items
    group by {{ facts }}, reporting_state_name, listed_code, listed_title
),

converted as (
    select
        *,
        case when unit = 'count' then value_original else {{ in_euro('value_original', 'euro_rate') }} end as amount
    from printed
    where destination_code is not null
),

summed as (
    select
        measure_code,
        year,
        reporting_state_code,
        item_code,
        destination_code,
        cast(sum(amount) as decimal(18, 2)) as amount
    from converted
    group by
        printed_in, source_id, definition_code, currency_code, measure_code, year, reporting_state_code, item_code, destination_code
),

published as (
    -- one state may print one figure in several publications and tables
    select distinct * from summed
    where amount > 0
)

select * from published
