with codes as (
    select * from {{ ref('int_codes_printed') }}
),

map_rows as (
    select * from {{ ref('stg_map_rows') }}
    where not is_negated
),

decided as (
    -- a code counts as decided by what is approved and in force on the edition's date; a proposal alone is unverified
    select
        codes.source_id,
        codes.publisher_code,
        codes.edition_date,
        codes.item_code,
        codes.kind,
        min(
            case
                when map_rows.status = 'approved' and {{ in_force('map_rows', 'codes.edition_date') }}
                    then case when map_rows.predicate = 'none' then 2 else 1 end
                when map_rows.status in ('proposed', 'disputed') and map_rows.predicate <> 'todo' then 3
                else 4
            end
        ) as decided_rank
    from codes
    left join map_rows
        on
            codes.source_id = map_rows.source_id
            and codes.item_code = map_rows.item_code
    group by
        codes.source_id,
        codes.publisher_code,
        codes.edition_date,
        codes.item_code,
        codes.kind
),

named as (
    select
        decided.*,
        case decided.decided_rank when 1 then 'mapped' when 2 then 'none' when 3 then 'unverified' else 'todo' end as code_state
    from decided
)

select * from named
