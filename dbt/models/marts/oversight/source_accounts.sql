with editions as (
    select * from {{ ref('int_editions_dated') }}
),

accounted as (
    select
        source_id,
        publisher_code,
        state_code,
        record,
        edition_date,
        is_latest,
        title,
        origin,
        file_name,
        url,
        rows_read,
        rows_in,
        rows_landed,
        rows_quarantined,
        rows_read - rows_in as rows_out_of_scope,
        retrieved_at,
        cadence_days,
        {{ days_after('edition_date', 'cadence_days') }} as next_due_date,
        is_public,
        terms_id,
        attribution,
        source_sha256
    from editions
)

select * from accounted
