with publications as (
    select * from {{ source('landing', 'publication') }}
),

declarations as (
    select * from {{ source('landing', 'declaration') }}
),

as_declared as (
    select
        publications.source_id,
        publications.publisher_code,
        coalesce(declarations.state_code, publications.state_code) as state_code,
        publications.edition_date,
        publications.record,
        coalesce(declarations.title, publications.title) as title,
        coalesce(declarations.url, publications.url) as url,
        coalesce(declarations.terms_id, publications.terms_id) as terms_id,
        coalesce(declarations.attribution, publications.attribution) as attribution,
        coalesce(declarations.is_public, false) as is_public,
        coalesce(declarations.language, publications.language) as language,
        publications.origin,
        publications.file_name,
        publications.source_sha256,
        {{ utc_timestamp('publications.retrieved_at') }} as retrieved_at,
        coalesce(declarations.cadence_days, publications.cadence_days) as cadence_days,
        declarations.covers,
        publications.rows_read,
        publications.rows_in,
        publications.rows_landed,
        publications.rows_quarantined
    from publications
    left join declarations
        on publications.source_id = declarations.source_id
)

select * from as_declared
