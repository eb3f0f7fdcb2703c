with publications as (
    select * from {{ source('landing', 'publication') }}
),

in_utc as (
    select
        source_id,
        publisher_code,
        state_code,
        edition_date,
        record,
        title,
        url,
        terms_id,
        attribution,
        is_public,
        language,
        origin,
        file_name,
        source_sha256,
        {{ utc_timestamp('retrieved_at') }} as retrieved_at,
        cadence_days,
        rows_read,
        rows_in,
        rows_landed,
        rows_quarantined
    from publications
)

select * from in_utc
