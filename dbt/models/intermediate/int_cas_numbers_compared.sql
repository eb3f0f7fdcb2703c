with printed as (
    select * from {{ ref('int_cas_numbers_printed') }}
),

exact as (
    select * from {{ ref('int_counterparts_stated') }}
    where predicate = 'exact'
),

compared as (
    -- numbers of the provision itself, since some lists are published without their notes:
    -- do the codes of other lists that are exactly the same common item print them as well?
    select
        printed.source_id,
        printed.item_code,
        printed.cas_number,
        min(exact.common_code) as common_code,
        {{ join_texts("case when others.cas_number is not null then counterparts.source_id end") }} as printed_in,
        {{ join_texts("case when others.cas_number is null then counterparts.source_id end") }} as missing_in
    from printed
    inner join exact
        on
            printed.source_id = exact.source_id
            and printed.item_code = exact.item_code
    left join exact as counterparts
        on
            exact.common_code = counterparts.common_code
            and exact.source_id <> counterparts.source_id
    left join printed as others
        on
            counterparts.source_id = others.source_id
            and counterparts.item_code = others.item_code
            and printed.cas_number = others.cas_number
    where printed.is_in_provision
    group by printed.source_id, printed.item_code, printed.cas_number
)

select * from compared
