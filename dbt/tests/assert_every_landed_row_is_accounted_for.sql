{{ config(meta={
    'file': 'landing/',
    'next_step': 'land the source again; its files and its account do not belong together',
}) }}

with publications as (
    select * from {{ ref('stg_publications') }}
),

landed as (
    select
        source_id,
        edition_date,
        item_id as row_id
    from {{ ref('stg_control_items') }}
    union
    select distinct
        source_id,
        edition_date,
        cast(source_line as string) as row_id
    from {{ ref('stg_licensing_observations') }}
    union
    select
        source_id,
        edition_date,
        cast(source_line as string) as row_id
    from {{ ref('stg_licensing_parties') }}
    union
    select
        source_id,
        edition_date,
        cast(source_line as string) as row_id
    from {{ ref('stg_licensing_reasons') }}
    union
    select
        source_id,
        edition_date,
        cast(source_line as string) as row_id
    from {{ ref('stg_licensing_events') }}
),

counted as (
    select
        source_id,
        edition_date,
        count(*) as row_count
    from landed
    group by source_id, edition_date
),

unaccounted as (
    select
        publications.source_id,
        publications.edition_date,
        publications.rows_in,
        publications.rows_landed,
        publications.rows_quarantined,
        coalesce(counted.row_count, 0) as rows_found
    from publications
    left join counted
        on
            publications.source_id = counted.source_id
            and publications.edition_date = counted.edition_date
    where
        publications.rows_in <> publications.rows_landed + publications.rows_quarantined
        or publications.rows_landed <> coalesce(counted.row_count, 0)
)

select * from unaccounted
order by source_id, edition_date
