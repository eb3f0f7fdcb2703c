with figures as (
    select * from {{ ref('int_figures_placed') }}
),

scopes as (
    select distinct
        source_id,
        subtotal_scope
    from figures
    where is_subtotal
),

scoped as (
    -- a part counts towards every kind of total its publication prints
    select
        figures.source_id,
        figures.reporting_state_code,
        figures.destination_code,
        figures.category_code,
        figures.year,
        figures.measure_code,
        figures.currency_code,
        figures.figure,
        figures.value_state,
        figures.source_line,
        scopes.subtotal_scope
    from figures
    inner join scopes
        on figures.source_id = scopes.source_id
    where not figures.is_subtotal
),

keyed as (
    select
        *,
        {{ total_key() }} as total_key
    from scoped
),

summed as (
    select
        total_key,
        sum(figure) as figure,
        count(figure) as figure_count,
        count(*) filter (where figure is null) as blank_count,
        count(*) filter (where value_state = 'unparseable') as unparseable_count,
        {{ join_numbers('source_line') }} as source_lines
    from keyed
    group by total_key
)

select * from summed
