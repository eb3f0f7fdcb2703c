{{ config(meta={
    'file': 'landing/destination_reading/',
    'next_step': 'build again; every build reads all printed names anew',
}) }}

with printed as (
    select * from {{ ref('int_destinations_printed') }}
),

destinations as (
    select * from {{ ref('stg_destinations') }}
),

unread as (
    select distinct
        printed.source_id,
        printed.destination_text
    from printed
    left join destinations
        on printed.destination_text = destinations.destination_text
    where destinations.destination_type is null
)

select * from unread
order by source_id, destination_text
