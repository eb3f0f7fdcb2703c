with codes as (
    select * from {{ ref('int_codes_listed') }}
),

shared as (
    -- one string that two lists print as a code of their own
    select
        codes.item_code,
        codes.source_id,
        codes.edition_date,
        others.source_id as other_source_id,
        others.edition_date as other_edition_date
    from codes
    inner join codes as others
        on
            codes.item_code = others.item_code
            and codes.source_id < others.source_id
)

select * from shared
