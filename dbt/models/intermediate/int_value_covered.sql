with observations as (
    select * from {{ ref('int_observations_mapped') }}
),

placed as (
    select
        source_id,
        predicate,
        sum(figure) as figure
    from observations
    where measure_code = 'value_licensed'
    group by source_id, predicate
),

totals as (
    select
        source_id,
        nullif(sum(figure), 0) as figure
    from placed
    group by source_id
),

shared as (
    select
        placed.source_id,
        placed.predicate,
        round(cast(placed.figure as double) / cast(totals.figure as double), 6) as value_share
    from placed
    inner join totals
        on placed.source_id = totals.source_id
)

select * from shared
