{{ config(meta={
    'file': 'landing/',
    'next_step': 'land the source again; a landing that broke off left the rows of one file under the account of another',
}) }}

with publications as (
    select * from {{ ref('stg_publications') }}
),

landed as (
    select distinct
        source_id,
        edition_date,
        source_sha256
    from {{ ref('stg_control_items') }}
    union all
    select distinct
        source_id,
        edition_date,
        source_sha256
    from {{ ref('stg_licensing_observations') }}
    union all
    select distinct
        source_id,
        edition_date,
        source_sha256
    from {{ ref('stg_licensing_parties') }}
    union all
    select distinct
        source_id,
        edition_date,
        source_sha256
    from {{ ref('stg_licensing_reasons') }}
    union all
    select distinct
        source_id,
        edition_date,
        source_sha256
    from {{ ref('stg_licensing_events') }}
),

strayed as (
    select
        publications.source_id,
        publications.edition_date,
        publications.file_name,
        publications.source_sha256 as accounted_sha256,
        landed.source_sha256 as landed_sha256
    from publications
    inner join landed
        on
            publications.source_id = landed.source_id
            and publications.edition_date = landed.edition_date
    where publications.source_sha256 <> landed.source_sha256
)

select * from strayed
order by source_id, edition_date
