with figures as (
    select * from {{ ref('stg_provision_figures') }}
    where
        kind = 'quantity'
        and not coalesce(is_repeated, false)
),

editions as (
    select * from {{ ref('int_editions_dated') }}
),

control_items as (
    select * from {{ ref('stg_control_items') }}
),

numbered as (
    -- a provision's own text only: notes explain; and a text printed twice is read once
    select
        figures.source_id,
        figures.edition_date,
        figures.item_code,
        figures.dimension,
        coalesce(figures.comparator, 'stated') as comparator,
        figures.raw_text as figure_text,
        figures.reading,
        figures.number,
        figures.unit_code,
        figures.number_si,
        {{ bare_digits_of(marked_number_of('figures.raw_text')) }} as bare_digits,
        {{ bare_decimals_of(marked_number_of('figures.raw_text'), 'figures.number') }} as bare_decimals,
        row_number() over (
            partition by figures.source_id, figures.item_code, figures.dimension, coalesce(figures.comparator, 'stated')
            order by figures.position
        ) as figure_number,
        count(*) over (
            partition by figures.source_id, figures.item_code, figures.dimension, coalesce(figures.comparator, 'stated')
        ) as figure_count
    from figures
    inner join editions
        on
            figures.source_id = editions.source_id
            and figures.edition_date = editions.edition_date
    inner join control_items
        on
            figures.source_id = control_items.source_id
            and figures.edition_date = control_items.edition_date
            and figures.item_id = control_items.item_id
    where
        editions.is_latest
        and control_items.kind in ('entry', 'provision')
        and control_items.occurrence_number = 1
)

select * from numbered
