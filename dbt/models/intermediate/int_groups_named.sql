with reasons as (
    select * from {{ ref('stg_licensing_reasons') }}
),

parties as (
    select * from {{ ref('stg_licensing_parties') }}
),

editions as (
    select * from {{ ref('int_editions_dated') }}
),

placed as (
    select * from {{ ref('int_groups_placed') }}
),

figures as (
    select distinct
        publisher_code,
        edition_date
    from placed
),

listed as (
    select
        source_id,
        edition_date,
        licence_group_text
    from reasons
    union
    select
        source_id,
        edition_date,
        licence_group_text
    from parties
),

named as (
    -- only what the same publisher printed in the same edition is of the same group: numbers begin anew in other editions
    select
        listed.source_id,
        editions.publisher_code,
        editions.state_code as reporting_state_code,
        listed.edition_date,
        editions.is_latest,
        listed.licence_group_text,
        placed.year,
        placed.destination_code,
        coalesce(placed.destination_name, 'not known') as destination_name,
        coalesce(placed.destination_type, 'unstated') as destination_type,
        placed.licence_group_text is not null as is_joined,
        figures.publisher_code is not null as has_figures
    from listed
    inner join editions
        on
            listed.source_id = editions.source_id
            and listed.edition_date = editions.edition_date
    left join figures
        on
            editions.publisher_code = figures.publisher_code
            and listed.edition_date = figures.edition_date
    left join placed
        on
            editions.publisher_code = placed.publisher_code
            and listed.edition_date = placed.edition_date
            and listed.licence_group_text = placed.licence_group_text
    where editions.record in ('licensing_reason', 'licensing_party')
)

select * from named
