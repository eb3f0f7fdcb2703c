with cells as (
    select * from {{ source('landing', 'summary_cell') }}
)

select * from cells
