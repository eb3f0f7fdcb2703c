with destinations as (
    select * from {{ source('common', 'destinations') }}
),

renamed as (
    select
        destination_text,
        alpha3 as destination_code,
        destination_type,
        name as destination_name
    from destinations
)

select * from renamed
