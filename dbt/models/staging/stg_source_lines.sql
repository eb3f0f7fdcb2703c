with source_lines as (
    select * from {{ source('landing', 'source_line') }}
)

select * from source_lines
