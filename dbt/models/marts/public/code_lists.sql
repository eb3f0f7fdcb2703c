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
    select
        'reporting_state' as dimension,
        reporting_state_code as code,
        bool_and(is_synthetic) as is_synthetic
    from cells
    group by reporting_state_code
    union all
    select distinct
        'item' as dimension,
        item_code as code,
        false as is_synthetic
    from cells
    union all
    select distinct
        'destination' as dimension,
        destination_code as code,
        false as is_synthetic
    from cells
),

titled as (
    select
        used.dimension,
        used.code,
        case
            when used.is_synthetic then concat('Synthetic state ', used.code)
            else coalesce(items.title, places.place_name, used.code)
        end as title
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
