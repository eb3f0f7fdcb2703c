with listed as (
    select * from {{ ref('int_parties_listed') }}
),

groups as (
    -- a group with several destinations is one group still
    select distinct
        source_id,
        publisher_code,
        reporting_state_code,
        edition_date,
        is_latest,
        licence_group_text,
        year,
        is_joined,
        has_figures
    from {{ ref('int_groups_named') }}
),

counted as (
    select
        groups.source_id,
        groups.publisher_code,
        groups.reporting_state_code,
        groups.edition_date,
        groups.is_latest,
        groups.has_figures,
        listed.party_role,
        listed.party_code,
        listed.party_name,
        listed.party_type,
        groups.year,
        count(distinct listed.licence_group_text) as licence_group_count,
        count(distinct listed.licence_group_text) filter (where listed.party_count > 1) as shared_group_count,
        cast(max(listed.party_count) as bigint) as most_parties_count,
        count(distinct listed.licence_group_text) filter (where not groups.is_joined) as unjoined_group_count,
        cast(sum(listed.line_count) as bigint) as line_count
    from listed
    inner join groups
        on
            listed.source_id = groups.source_id
            and listed.edition_date = groups.edition_date
            and listed.licence_group_text = groups.licence_group_text
    group by
        groups.source_id,
        groups.publisher_code,
        groups.reporting_state_code,
        groups.edition_date,
        groups.is_latest,
        groups.has_figures,
        listed.party_role,
        listed.party_code,
        listed.party_name,
        listed.party_type,
        groups.year
),

explained as (
    select
        counted.source_id,
        counted.publisher_code,
        counted.reporting_state_code,
        counted.edition_date,
        counted.is_latest,
        counted.party_role,
        counted.party_code,
        counted.party_name,
        counted.party_type,
        counted.year,
        counted.licence_group_count,
        counted.shared_group_count,
        counted.most_parties_count,
        counted.unjoined_group_count,
        counted.line_count,
        {{ caveat_of_groups('counted', 'a group stands under every party it names, do not add parties up') }} as caveat
    from counted
)

select * from explained
