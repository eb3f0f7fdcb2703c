with figures as (
    select * from {{ ref('int_observations_mapped') }}
    where mapping_state = 'mapped' and figure is not null and {{ word_of('unit') }} <> 'quantity'
),

map_rows as (
    select * from {{ ref('int_map_rows_approved') }}
    where not is_negated
),

sources as (
    select distinct
        source_id,
        publisher_code
    from {{ ref('int_editions_dated') }}
),

based as (
    select
        figures.source_id,
        figures.measure_code,
        figures.definition_code,
        {{ word_of('figures.unit') }} as unit,
        {{ word_of('figures.currency_code') }} as currency_code,
        figures.figure,
        case when figures.weight = 1 then 'whole' else coalesce(map_rows.weight_basis, 'unstated') end as weight_basis
    from figures
    left join map_rows
        on
            figures.source_id = map_rows.source_id
            and figures.category_code = map_rows.item_code
            and {{ word_of('figures.common_code') }} = map_rows.common_code
            and {{ word_of('figures.predicate') }} = map_rows.predicate
            and {{ in_force('map_rows', 'figures.period_end') }}
),

summed as (
    select
        source_id,
        measure_code,
        definition_code,
        unit,
        currency_code,
        weight_basis,
        sum(figure) as figure
    from based
    group by source_id, measure_code, definition_code, unit, currency_code, weight_basis
),

shared as (
    select
        summed.source_id,
        sources.publisher_code,
        summed.measure_code,
        summed.definition_code,
        summed.unit,
        summed.currency_code,
        summed.weight_basis,
        summed.weight_basis = 'equal_split' as is_equal_split,
        cast(summed.figure as decimal(18, 2)) as value_original,
        round(cast(summed.figure as double) / nullif(cast(sum(summed.figure) over (
            partition by summed.source_id, summed.measure_code, summed.definition_code, summed.unit, summed.currency_code
        ) as double), 0), 6) as allocated_share
    from summed
    inner join sources
        on summed.source_id = sources.source_id
)

select * from shared
