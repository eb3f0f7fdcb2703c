with printed as (
    select * from {{ ref('int_cas_numbers_printed') }}
),

compared as (
    select * from {{ ref('int_cas_numbers_compared') }}
),

described as (
    select
        printed.source_id,
        printed.publisher_code,
        printed.edition_date,
        printed.item_code,
        printed.cas_number,
        printed.cas_text,
        printed.is_valid,
        printed.is_in_provision,
        compared.common_code,
        compared.printed_in,
        compared.missing_in
    from printed
    left join compared
        on
            printed.source_id = compared.source_id
            and printed.item_code = compared.item_code
            and printed.cas_number = compared.cas_number
)

select * from described
