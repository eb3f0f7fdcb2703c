{{ config(meta={
    'file': 'crosswalks/common/destinations.csv',
    'next_step': 'give all spellings of one destination the same name and type',
}) }}

with destinations as (
    select * from {{ ref('stg_destinations') }}
),

ambiguous as (
    select
        destination_code,
        {{ join_texts('destination_name') }} as names,
        {{ join_texts('destination_type') }} as types
    from destinations
    where destination_code is not null
    group by destination_code
    having
        count(distinct destination_name) > 1
        or count(distinct destination_type) > 1
)

select * from ambiguous
order by destination_code
