with counting_rules as (
    select * from {{ source('common', 'counting_rules') }}
),

typed as (
    select
        definition_code,
        event_type,
        case effect
            when 'add' then 1
            when 'subtract' then -1
            else 0
        end as effect,
        dated_by,
        scope,
        coalesce(replaces, '') as replaces,
        reason,
        citation
    from counting_rules
)

select * from typed
