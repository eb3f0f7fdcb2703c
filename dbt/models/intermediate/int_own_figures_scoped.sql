with figures as (
    select * from {{ ref('int_figures_placed') }}
),

categories as (
    select * from {{ ref('int_categories_mapped') }}
),

others as (
    select distinct source_id
    from figures
    where not is_own_report
),

entries as (
    select distinct
        categories.source_id,
        categories.entry_code
    from categories
    inner join others
        on categories.source_id = others.source_id
    where categories.entry_code is not null
),

own as (
    select
        figures.*,
        categories.entry_code,
        coalesce(categories.weight, 1) as weight
    from figures
    left join categories
        on
            figures.source_id = categories.source_id
            and figures.category_code = categories.category_code
            and figures.period_end = categories.period_end
    where
        figures.is_own_report
        and not figures.is_subtotal
        and figures.figure is not null
        and figures.destination_code is not null
),

scoped as (
    -- of a state's own figures those of the goods that the other publication covers; what is not divided by goods counts whole
    select
        own.source_id,
        others.source_id as other_source_id,
        own.reporting_state_code,
        own.year,
        own.measure_code,
        own.currency_code,
        own.destination_code,
        cast(sum(cast(own.figure as decimal(38, 2)) * own.weight) as decimal(18, 2)) as figure,
        min(own.source_line) as source_line,
        {{ join_numbers('own.source_line') }} as source_lines
    from own
    cross join others
    left join entries
        on
            others.source_id = entries.source_id
            and own.entry_code = entries.entry_code
    where
        own.category_count = 0
        or entries.entry_code is not null
    group by
        own.source_id, others.source_id, own.reporting_state_code, own.year, own.measure_code, own.currency_code, own.destination_code
)

select * from scoped
where source_id <> other_source_id
