with decisions as (
    select * from {{ source('common', 'steering_decisions') }}
),

typed as (
    select
        decision_id,
        cast(decision_date as date) as decision_date,
        status,
        title,
        rule_id,
        'rule:' || rule_id as reviewer
    from decisions
)

select * from typed
