with listed as (
    select * from {{ ref('int_refusals_decided') }}
),

groups as (
    select * from {{ ref('int_groups_named') }}
),

counted as (
    select
        groups.source_id,
        groups.publisher_code,
        groups.reporting_state_code,
        groups.edition_date,
        groups.is_latest,
        groups.has_figures,
        listed.reason_scheme,
        listed.reason_code,
        listed.criterion_code,
        listed.criterion_title,
        groups.year,
        groups.destination_code,
        groups.destination_name,
        groups.destination_type,
        count(distinct listed.licence_group_text) as licence_group_count,
        count(distinct listed.licence_group_text) filter (where listed.is_shared) as shared_group_count,
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
        listed.reason_scheme,
        listed.reason_code,
        listed.criterion_code,
        listed.criterion_title,
        groups.year,
        groups.destination_code,
        groups.destination_name,
        groups.destination_type
),

explained as (
    select
        counted.source_id,
        counted.publisher_code,
        counted.reporting_state_code,
        counted.edition_date,
        counted.is_latest,
        counted.reason_scheme,
        counted.reason_code,
        counted.criterion_code,
        counted.criterion_title,
        counted.year,
        counted.destination_code,
        counted.destination_name,
        counted.destination_type,
        counted.licence_group_count,
        counted.shared_group_count,
        counted.unjoined_group_count,
        counted.line_count,
        {{ caveat_of_groups('counted', 'a group stands under every criterion it was refused for, do not add criteria up') }} as caveat
    from counted
)

select * from explained
