with stated as (
    select * from {{ ref('int_counterparts_stated') }}
    where predicate in ('exact', 'close')
),

paired as (
    -- codes of two lists that are, or are close to, one common item; the closest judgement speaks
    select
        codes.source_id,
        codes.item_code,
        codes.predicate,
        others.source_id as other_source_id,
        others.item_code as other_item_code,
        others.predicate as other_predicate,
        min(codes.common_code) as common_code
    from stated as codes
    inner join stated as others
        on
            codes.common_code = others.common_code
            and codes.source_id < others.source_id
    group by
        codes.source_id,
        codes.item_code,
        codes.predicate,
        others.source_id,
        others.item_code,
        others.predicate
)

select * from paired
