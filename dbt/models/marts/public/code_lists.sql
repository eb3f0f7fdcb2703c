with cells as (
    select * from {{ ref('stg_summary_cells') }}
),

items as (
    select * from {{ ref('stg_common_items') }}
),

places as (
    select
        alpha3,
        min(name) as place_name
    from {{ ref('stg_destination_names') }}
    where alpha3 is not null
    group by alpha3
),

used as (
    select distinct
        'reporting_state' as dimension,
        reporting_state_code as code
    from cells
    union
    select distinct
        'item' as dimension,
        item_code as code
    from cells
    union
    select distinct
        'destination' as dimension,
        destination_code as code
    from cells
),

titled as (
    select
        used.dimension,
        used.code,
        coalesce(items.title, places.place_name, used.code) as title
    from used
    left join items
        on
            used.dimension = 'item'
            and used.code = items.common_code
    left join places
        on
            used.dimension <> 'item'
            and used.code = places.alpha3
    where used.code <> '_T'
)

select * from titled
