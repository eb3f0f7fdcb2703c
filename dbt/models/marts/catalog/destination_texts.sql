with printed as (
    select * from {{ ref('int_destinations_printed') }}
),

destinations as (
    select * from {{ ref('stg_destinations') }}
),

editions as (
    select * from {{ ref('int_editions_dated') }}
),

read_lines as (
    select
        printed.source_id,
        editions.publisher_code,
        printed.edition_date,
        printed.party_role,
        printed.destination_text,
        destinations.destination_code,
        destinations.destination_type,
        destinations.destination_name,
        destinations.valid_from,
        destinations.valid_to,
        destinations.resolved_by,
        coalesce(
            printed.period_end < destinations.valid_from or printed.period_start > destinations.valid_to,
            false
        ) as is_untimely
    from printed
    inner join destinations
        on printed.destination_text = destinations.destination_text
    inner join editions
        on
            printed.source_id = editions.source_id
            and printed.edition_date = editions.edition_date
),

counted as (
    select
        source_id,
        publisher_code,
        edition_date,
        party_role,
        destination_text,
        destination_code,
        destination_type,
        destination_name,
        valid_from,
        valid_to,
        resolved_by,
        count(*) as line_count,
        count(*) filter (where is_untimely) as untimely_count
    from read_lines
    group by
        source_id,
        publisher_code,
        edition_date,
        party_role,
        destination_text,
        destination_code,
        destination_type,
        destination_name,
        valid_from,
        valid_to,
        resolved_by
)

select * from counted
