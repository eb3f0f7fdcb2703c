with editions as (
    select * from {{ ref('int_editions_dated') }}
    where
        record = 'control_item'
        and is_public
),

paired as (
    select
        source_id,
        edition_date,
        lag(edition_date) over (partition by source_id order by edition_date) as before_edition_date
    from editions
)

select * from paired
where before_edition_date is not null
