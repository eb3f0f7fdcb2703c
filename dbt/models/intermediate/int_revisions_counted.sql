with observations as (
    select * from {{ ref('stg_licensing_observations') }}
),

destinations as (
    select * from {{ ref('stg_destinations') }}
),

editions as (
    select * from {{ ref('stg_publications') }}
),

pairs as (
    select
        source_id,
        publisher_code,
        state_code,
        lag(edition_date) over (partition by source_id order by edition_date) as from_edition_date,
        edition_date as to_edition_date
    from editions
),

read as (
    -- what a figure is of, once as printed and once as its places are read; licence groups are numbered anew in every edition
    select
        observations.*,
        reporting_states.destination_code as reporting_state_code,
        coalesce(reporting_states.destination_name, observations.reporting_state_text) as reporting_state_name,
        places.destination_code,
        coalesce(places.destination_name, observations.destination_text) as destination_name
    from observations
    left join destinations as places
        on trim(observations.destination_text) = places.destination_text
    left join destinations as reporting_states
        on observations.reporting_state_text = reporting_states.destination_text
),

counted as (
    select
        pairs.source_id,
        pairs.publisher_code,
        pairs.from_edition_date,
        pairs.to_edition_date,
        coalesce(read.reporting_state_code, pairs.state_code) as reporting_state_code,
        coalesce(read.reporting_state_name, pairs.state_code) as reporting_state_name,
        read.destination_code,
        read.destination_name,
        read.measure_code,
        read.definition_code,
        read.currency_code,
        read.period_start,
        read.period_end,
        read.category_text,
        read.subtotal_scope,
        read.value_state,
        read.value_text,
        case when read.value_state in ('reported', 'reported_zero', 'estimated') then read.value end as figure,
        read.reporting_state_text,
        read.destination_text,
        read.description_text,
        count(*) filter (where read.edition_date = pairs.from_edition_date) as before_count,
        count(*) filter (where read.edition_date = pairs.to_edition_date) as after_count
    from read
    inner join pairs
        on
            read.source_id = pairs.source_id
            and read.edition_date in (pairs.from_edition_date, pairs.to_edition_date)
    where pairs.from_edition_date is not null
    group by all
)

select * from counted
