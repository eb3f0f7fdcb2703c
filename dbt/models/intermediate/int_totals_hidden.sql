with sums as (
    select * from {{ ref('int_licensing_shared') }}
),

figures as (
    select * from {{ ref('int_licensing_chosen') }}
),

undivided as (
    select * from {{ ref('int_totals_undivided') }}
),

sources as (
    select distinct
        source_id,
        measure_code,
        goods_scope,
        category_code
    from {{ ref('int_sources_ranked') }}
),

counted as (
    select distinct
        sum_id,
        reporting_state
    from figures
    where figure_count > 0
),

hidden as (
    -- a total of goods that the source never divides into this category says nothing of it
    select distinct
        sums.sum_id,
        undivided.reporting_state_code as reporting_state
    from sums
    inner join undivided
        on
            sums.measure_code = undivided.measure_code
            and sums.year = undivided.year
            and sums.destination_name = undivided.destination_name
    inner join sources
        on
            undivided.source_id = sources.source_id
            and sums.measure_code = sources.measure_code
            and sums.goods_scope = sources.goods_scope
            and sums.category_code is not distinct from sources.category_code
    where undivided.is_state
),

uncounted as (
    -- whoever has a figure in the sum hides no total: the two would count twice
    select hidden.*
    from hidden
    left join counted
        on
            hidden.sum_id = counted.sum_id
            and hidden.reporting_state = counted.reporting_state
    where counted.sum_id is null
)

select * from uncounted
