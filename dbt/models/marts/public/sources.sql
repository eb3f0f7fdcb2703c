with editions as (
    select * from {{ ref('int_editions_dated') }}
),

described as (
    select
        source_id,
        publisher_code,
        state_code,
        title,
        record,
        edition_date,
        language,
        origin,
        retrieved_at,
        cadence_days,
        {{ days_after('edition_date', 'cadence_days') }} as next_due_date,
        terms_id,
        attribution,
        url
    from editions
    where
        is_latest
        and is_public
)

select * from described
