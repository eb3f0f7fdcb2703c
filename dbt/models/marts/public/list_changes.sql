with texts as (
    select * from {{ ref('int_list_texts_compared') }}
),

figures as (
    select * from {{ ref('int_list_figures_compared') }}
),

changes as (
    -- wordings stay with their publishers; of a threshold both figures are told
    select
        source_id,
        edition_date,
        before_edition_date,
        item_code,
        change as list_change,
        cast(null as string) as dimension,
        cast(null as string) as comparator,
        cast(null as string) as before_figure,
        cast(null as string) as after_figure
    from texts
    union all
    select
        source_id,
        edition_date,
        before_edition_date,
        item_code,
        'threshold' as list_change,
        dimension,
        comparator,
        before_figure,
        after_figure
    from figures
)

select * from changes
