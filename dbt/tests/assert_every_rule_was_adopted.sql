{{ config(meta={
    'file': 'crosswalks/common/steering_decisions.csv',
    'next_step': 'name a rule the steering body adopted, or have this one adopted first',
}) }}

with approved as (
    select * from {{ ref('int_map_rows_approved') }}
),

decisions as (
    select * from {{ ref('stg_steering_decisions') }}
),

unadopted as (
    select
        approved.source_id,
        approved.reviewer,
        count(*) as row_count
    from approved
    left join decisions
        on approved.reviewer = decisions.reviewer
    where
        approved.reviewer like 'rule:%'
        and decisions.reviewer is null
    group by approved.source_id, approved.reviewer
)

select * from unadopted
order by source_id
