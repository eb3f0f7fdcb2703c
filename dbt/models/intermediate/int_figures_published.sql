with lines as (
    select * from {{ ref('int_figures_declared') }}
),

placed as (
    -- a publication that names no item prints totals over items, of which others print the parts; and so of destinations
    select
        lines.* replace (
            case when bool_or(coalesce(lines.item_code <> 'ML', false)) over publication then lines.item_code else '_T' end as item_code,
            case
                when bool_or(lines.destination_code is not null) over publication then lines.destination_code
                else '_T'
            end as destination_code
        )
    from lines
    window publication as (
        partition by lines.source_id, lines.definition_code, lines.measure_code, lines.year, lines.reporting_state_code
    )
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
