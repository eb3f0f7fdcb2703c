with shared as (
    select * from {{ ref('int_codes_shared') }}
),

-- what a code holds at the most: only from these relations does it follow that two codes have nothing in common
bounded as (
    select * from {{ ref('int_codes_mapped') }}
    where
        predicate = 'none'
        or (predicate in ('exact', 'close', 'narrow') and entry_code is not null)
),

denials as (
    select * from {{ ref('int_map_rows_approved') }}
    where is_negated
),

apart as (
    select
        shared.item_code,
        shared.source_id,
        shared.other_source_id,
        case when max(bounded.predicate) = 'none' or max(others.predicate) = 'none' then 'no_counterpart' else 'other_counterparts' end
            as collision_basis
    from shared
    inner join bounded
        on
            shared.source_id = bounded.source_id
            and shared.item_code = bounded.item_code
    inner join bounded as others
        on
            shared.other_source_id = others.source_id
            and shared.item_code = others.item_code
    where bounded.predicate <> 'none' or others.predicate <> 'none'
    group by shared.item_code, shared.source_id, shared.other_source_id
    having
        not bool_or(
            coalesce({{ is_at_or_below('bounded.common_code', 'others.common_code') }}, false)
            or coalesce({{ is_at_or_below('others.common_code', 'bounded.common_code') }}, false)
        )
),

denied as (
    -- one list's code is decided not to be the common item that the other's is
    select
        shared.item_code,
        shared.source_id,
        shared.other_source_id,
        'denied' as collision_basis
    from shared
    inner join denials
        on
            denials.source_id in (shared.source_id, shared.other_source_id)
            and shared.item_code = denials.item_code
            and {{ in_force('denials', 'greatest(shared.edition_date, shared.other_edition_date)') }}
    inner join bounded
        on
            bounded.source_id in (shared.source_id, shared.other_source_id)
            and denials.source_id <> bounded.source_id
            and shared.item_code = bounded.item_code
            and denials.common_code = bounded.common_code
    group by shared.item_code, shared.source_id, shared.other_source_id
),

colliding as (
    select * from apart
    union all
    select denied.* from denied
    left join apart
        on
            denied.item_code = apart.item_code
            and denied.source_id = apart.source_id
            and denied.other_source_id = apart.other_source_id
    where apart.item_code is null
)

select * from colliding
