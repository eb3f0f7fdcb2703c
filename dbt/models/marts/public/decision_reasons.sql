with listed as (
    select * from {{ ref('int_reasons_listed') }}
),

groups as (
    select * from {{ ref('int_groups_named') }}
),

editions as (
    select * from {{ ref('int_editions_dated') }}
    where is_public
),

counted as (
    select
        groups.source_id,
        groups.publisher_code,
        groups.reporting_state_code,
        groups.edition_date,
        groups.is_latest,
        groups.has_figures,
        listed.reason_kind,
        listed.listed_code,
        listed.listed_title,
        groups.year,
        count(distinct listed.licence_group_text) as licence_group_count,
        count(distinct listed.licence_group_text) filter (where listed.is_shared) as shared_group_count,
        count(distinct listed.licence_group_text) filter (where not groups.is_joined) as unjoined_group_count
    from listed
    inner join groups
        on
            listed.source_id = groups.source_id
            and listed.edition_date = groups.edition_date
            and listed.licence_group_text = groups.licence_group_text
    group by all
),

explained as (
    select
        counted.source_id,
        counted.publisher_code,
        counted.reporting_state_code,
        counted.edition_date,
        counted.is_latest,
        counted.reason_kind,
        counted.listed_code as common_reason_code,
        counted.listed_title as common_reason_title,
        counted.year,
        counted.licence_group_count,
        counted.shared_group_count,
        {{ caveat_of_groups('counted', 'a group stands under every reason it was given, do not add reasons up') }} as caveat
    from counted
    inner join editions
        on
            counted.source_id = editions.source_id
            and counted.edition_date = editions.edition_date
)

select * from explained
