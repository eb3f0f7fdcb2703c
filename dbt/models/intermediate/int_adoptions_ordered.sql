with stated as (
    select * from {{ ref('int_counterparts_stated') }}
    where predicate in ('exact', 'close')
),

adopted as (
    select * from {{ ref('int_codes_adopted') }}
),

dated as (
    -- a list that has the item under several codes adopted it with the first of them
    select
        stated.common_code,
        stated.entry_code,
        stated.source_id,
        stated.publisher_code,
        stated.item_code,
        stated.predicate,
        adopted.adopted_date,
        adopted.absent_date,
        adopted.adoption_basis,
        row_number() over (
            partition by stated.common_code, stated.source_id order by adopted.adopted_date, stated.item_code
        ) as code_number
    from stated
    inner join adopted
        on
            stated.source_id = adopted.source_id
            and stated.item_code = adopted.item_code
),

ordered as (
    select
        dated.*,
        first_value(dated.source_id) over in_time as first_source_id,
        first_value(dated.adopted_date) over in_time as first_adopted_date,
        first_value(dated.adoption_basis) over in_time as first_adoption_basis,
        count(*) over (partition by dated.common_code) as list_count
    from dated
    where dated.code_number = 1
    window in_time as (partition by dated.common_code order by dated.adopted_date, dated.source_id)
)

select * from ordered
