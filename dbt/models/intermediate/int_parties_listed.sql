with parties as (
    select * from {{ ref('stg_licensing_parties') }}
),

editions as (
    select * from {{ ref('int_editions_dated') }}
),

destinations as (
    select * from {{ ref('stg_destinations') }}
),

listed as (
    -- two spellings of one place name one party of the group
    select
        parties.source_id,
        parties.edition_date,
        parties.licence_group_text,
        parties.party_role,
        destinations.destination_code as party_code,
        destinations.destination_name as party_name,
        destinations.destination_type as party_type,
        count(*) as line_count
    from parties
    inner join editions
        on
            parties.source_id = editions.source_id
            and parties.edition_date = editions.edition_date
    inner join destinations
        on parties.party_text = destinations.destination_text
    where editions.record = 'licensing_party'
    group by
        parties.source_id,
        parties.edition_date,
        parties.licence_group_text,
        parties.party_role,
        destinations.destination_code,
        destinations.destination_name,
        destinations.destination_type
),

groups as (
    select
        source_id,
        edition_date,
        licence_group_text,
        party_role,
        count(*) as party_count
    from listed
    group by source_id, edition_date, licence_group_text, party_role
),

counted as (
    select
        listed.*,
        groups.party_count
    from listed
    inner join groups
        on
            listed.source_id = groups.source_id
            and listed.edition_date = groups.edition_date
            and listed.licence_group_text = groups.licence_group_text
            and listed.party_role = groups.party_role
)

select * from counted
