with lines as (
    select * from {{ ref('int_figures_declared') }}
),

publications as (
    -- a publication that names no item prints totals over items, of which others print the parts; and so of destinations
    select
        source_id,
        definition_code,
        measure_code,
        year,
        reporting_state_code,
        bool_or(coalesce(item_code <> 'ML', false)) as has_items,
        bool_or(destination_code is not null) as has_destinations
    from lines
    group by all
),

placed as (
    select
        lines.* replace (
            case when publications.has_items then lines.item_code else '_T' end as item_code,
            case when publications.has_destinations then lines.destination_code else '_T' end as destination_code
        )
    from lines
    inner join publications
        on
            lines.source_id = publications.source_id
            and lines.definition_code = publications.definition_code
            and lines.measure_code = publications.measure_code
            and lines.year = publications.year
            and lines.reporting_state_code = publications.reporting_state_code
),

summed as (
    select
        source_id,
        definition_code,
        measure_code,
        year,
        reporting_state_code,
        currency_code,
        item_code,
        destination_code,
        sum(amount) as amount
    from placed
    where
        item_code is not null
        and destination_code is not null
    group by all
    having bool_and(is_whole)
),

published as (
    -- one state may print one figure in several publications
    select distinct
        measure_code,
        year,
        reporting_state_code,
        item_code,
        destination_code,
        cast(amount as decimal(18, 2)) as amount
    from summed
    where amount > 0
)

select * from published
