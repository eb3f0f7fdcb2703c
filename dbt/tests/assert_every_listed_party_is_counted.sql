{{ config(meta={'file': 'dbt/models/marts/catalog/', 'next_step': 'find the join that loses lines'}) }}

with parties as (
    select * from {{ ref('stg_licensing_parties') }}
),

editions as (
    select * from {{ ref('int_editions_dated') }}
),

published as (
    select * from {{ ref('licensing_parties') }}
),

landed as (
    select
        parties.source_id,
        parties.edition_date,
        parties.party_role,
        count(*) as line_count
    from parties
    inner join editions
        on
            parties.source_id = editions.source_id
            and parties.edition_date = editions.edition_date
    where editions.record = 'licensing_party'
    group by parties.source_id, parties.edition_date, parties.party_role
),

counted as (
    select
        source_id,
        edition_date,
        party_role,
        sum(line_count) as line_count
    from published
    group by source_id, edition_date, party_role
),

lost as (
    -- a group with several years in its figures counts in each of them: more lines may be counted, fewer never
    select
        landed.*,
        counted.line_count as counted_line_count
    from landed
    left join counted
        on
            landed.source_id = counted.source_id
            and landed.edition_date = counted.edition_date
            and landed.party_role = counted.party_role
    where coalesce(counted.line_count, 0) < landed.line_count
)

select * from lost
