with years as (
    select * from {{ ref('int_transparency_years') }}
),

states as (
    select
        reporting_state_code,
        reporting_state_name,
        source_id,
        edition_date,
        cadence_days,
        retrieved_at,
        rows_in,
        rows_landed,
        max(case when is_reported and last_figure_date <= edition_date then last_figure_date end) as last_figure_date
    from years
    group by
        reporting_state_code,
        reporting_state_name,
        source_id,
        edition_date,
        cadence_days,
        retrieved_at,
        rows_in,
        rows_landed
),

aged as (
    -- a day at least, so that a share of it can be taken
    select
        *,
        greatest(1, {{ days_between('last_figure_date', 'edition_date') }}) as lag_days,
        greatest(1, {{ days_between('edition_date', 'cast(retrieved_at as date)') }}) as age_days
    from states
    where last_figure_date is not null
),

ranked as (
    -- the publication that speaks best for the state
    select
        *,
        row_number() over (
            partition by reporting_state_code
            order by cast(cadence_days as double) / lag_days desc, rows_in desc, source_id asc
        ) as lag_rank,
        row_number() over (
            partition by reporting_state_code
            order by cast(cadence_days as double) / age_days desc, rows_in desc, source_id asc
        ) as age_rank
    from aged
)

select * from ranked
