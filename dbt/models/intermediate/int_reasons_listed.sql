with refusals as (
    select * from {{ ref('int_refusals_decided') }}
),

end_uses as (
    select * from {{ ref('int_end_uses_decided') }}
    where facet is not null
),

listed as (
    select
        source_id,
        edition_date,
        licence_group_text,
        is_shared,
        'refusal' as reason_kind,
        criterion_code as listed_code,
        criterion_title as listed_title
    from refusals
    union all
    select
        source_id,
        edition_date,
        licence_group_text,
        is_shared,
        facet as reason_kind,
        end_use_code as listed_code,
        end_use_title as listed_title
    from end_uses
)

select * from listed
