with editions as (
    select * from {{ ref('int_list_editions_paired') }}
),

figures as (
    select * from {{ ref('stg_provision_figures') }}
    where
        kind = 'quantity'
        and not coalesce(is_repeated, false)
        -- a raised exponent is lost in some prints
        and raw_text not like '%× 10%'
),

control_items as (
    select * from {{ ref('stg_control_items') }}
    where
        kind in ('entry', 'provision')
        and occurrence_number = 1
),

printed as (
    -- a provision's own text only: notes explain
    select
        figures.source_id,
        figures.edition_date,
        figures.item_code,
        figures.dimension,
        coalesce(figures.comparator, 'stated') as comparator,
        {{ join_texts('figures.raw_text') }} as figure_text,
        {{ join_texts('cast(figures.number as string)') }} as numbers
    from figures
    inner join control_items
        on
            figures.source_id = control_items.source_id
            and figures.edition_date = control_items.edition_date
            and figures.item_id = control_items.item_id
    group by figures.source_id, figures.edition_date, figures.item_code, figures.dimension, coalesce(figures.comparator, 'stated')
),

compared as (
    select
        editions.source_id,
        editions.edition_date,
        editions.before_edition_date,
        printed.item_code,
        printed.dimension,
        printed.comparator,
        earlier.figure_text as before_figure,
        printed.figure_text as after_figure
    from editions
    inner join printed
        on
            editions.source_id = printed.source_id
            and editions.edition_date = printed.edition_date
    inner join printed as earlier
        on
            editions.source_id = earlier.source_id
            and editions.before_edition_date = earlier.edition_date
            and printed.item_code = earlier.item_code
            and printed.dimension is not distinct from earlier.dimension
            and printed.comparator = earlier.comparator
    where printed.numbers is distinct from earlier.numbers
)

select * from compared
