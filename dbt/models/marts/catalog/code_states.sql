with decided as (
    select * from {{ ref('int_codes_decided') }}
),

published as (
    select
        source_id,
        publisher_code,
        edition_date,
        item_code,
        kind,
        code_state
    from decided
)

select * from published
