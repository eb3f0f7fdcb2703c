with provision_figures as (
    select * from {{ source('landing', 'provision_figure') }}
)

select * from provision_figures
