with pairs as (
    select * from {{ ref('int_codes_paired') }}
),

quantities as (
    select * from {{ ref('int_quantities_numbered') }}
),

compared as (
    select
        pairs.common_code,
        pairs.source_id,
        pairs.item_code,
        pairs.predicate,
        quantities.edition_date,
        pairs.other_source_id,
        pairs.other_item_code,
        pairs.other_predicate,
        others.edition_date as other_edition_date,
        quantities.dimension,
        quantities.comparator,
        cast(quantities.figure_number as integer) as figure_number,
        quantities.figure_text,
        quantities.number,
        quantities.unit_code,
        quantities.number_si,
        case when {{ lost_its_mark('quantities', 'others') }} then 'mark_lost' else quantities.reading end as reading,
        others.figure_text as other_figure_text,
        others.number as other_number,
        others.unit_code as other_unit_code,
        others.number_si as other_number_si,
        case when {{ lost_its_mark('others', 'quantities') }} then 'mark_lost' else others.reading end as other_reading,
        -- unknown where the print of either leaves two readings, or lost its decimal mark
        case
            when {{ lost_its_mark('quantities', 'others') }} or {{ lost_its_mark('others', 'quantities') }} then null
            else abs(quantities.number_si - others.number_si) > 0.000000001 * abs(quantities.number_si)
        end as is_different,
        case
            when {{ lost_its_mark('quantities', 'others') }} or {{ lost_its_mark('others', 'quantities') }} then null
            when quantities.number_si <> 0 then round(others.number_si / quantities.number_si, 9)
        end as ratio
    from pairs
    inner join quantities
        on
            pairs.source_id = quantities.source_id
            and pairs.item_code = quantities.item_code
    inner join quantities as others
        on
            pairs.other_source_id = others.source_id
            and pairs.other_item_code = others.item_code
            and quantities.dimension = others.dimension
            and quantities.comparator = others.comparator
            and quantities.figure_number = others.figure_number
            and quantities.figure_count = others.figure_count
)

select * from compared
