with source_precedence as (
    select * from {{ source('common', 'source_precedence') }}
),

typed as (
    select
        measure_code,
        reporting_state as reporting_state_code,
        source_id,
        cast(rank as integer) as rank_number
    from source_precedence
)

select * from typed
