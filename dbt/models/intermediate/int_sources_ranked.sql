with figures as (
    select * from {{ ref('int_licensing_scoped') }}
),

precedence as (
    select * from {{ ref('stg_source_precedence') }}
),

reported as (
    select
        measure_code,
        reporting_state,
        year,
        goods_scope,
        category_code,
        source_id,
        sum(figure_count) > 0 as has_figures
    from figures
    group by measure_code, reporting_state, year, goods_scope, category_code, source_id
),

decided as (
    -- a row for one state says more than a row for every state
    select
        reported.*,
        coalesce(for_state.rank_number, for_every_state.rank_number) as rank_number
    from reported
    left join precedence as for_state
        on
            reported.measure_code = for_state.measure_code
            and reported.source_id = for_state.source_id
            and reported.reporting_state = for_state.reporting_state_code
    left join precedence as for_every_state
        on
            reported.measure_code = for_every_state.measure_code
            and reported.source_id = for_every_state.source_id
            and for_every_state.reporting_state_code = '*'
),

ranked as (
    -- a source that prints no figure of that year never silences one that does
    select
        decided.*,
        row_number() over (
            partition by
                decided.measure_code, decided.reporting_state, decided.year, decided.goods_scope, decided.category_code
            order by decided.has_figures desc, decided.rank_number asc nulls last, decided.source_id asc
        ) = 1 as is_counted
    from decided
)

select * from ranked
