with checks as (
    select * from {{ source('landing', 'crosswalk_check') }}
)

select * from checks
