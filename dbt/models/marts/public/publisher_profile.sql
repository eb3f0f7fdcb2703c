with profiles as (
    select * from {{ ref('int_publishers_profiled') }}
),

editions as (
    select * from {{ ref('int_editions_dated') }}
),

definitions as (
    select * from {{ ref('stg_definitions') }}
),

shown as (
    select
        profiles.source_id,
        editions.publisher_code,
        profiles.reporting_state_code,
        profiles.reporting_state_name,
        profiles.measure_code,
        profiles.definition_code,
        definitions.definition,
        profiles.publishes,
        profiles.first_figure_date,
        profiles.last_figure_date,
        profiles.figure_years,
        profiles.totals_only_years,
        profiles.zeros_only_years,
        profiles.silent_years,
        profiles.edition_date,
        profiles.first_edition_date,
        profiles.period_grains,
        profiles.category_schemes,
        profiles.units,
        profiles.currency_codes,
        profiles.line_count,
        profiles.figure_count,
        profiles.zero_count,
        round(
            cast(profiles.figure_count + profiles.zero_count as double)
            / nullif(profiles.line_count - profiles.not_applicable_count, 0),
            6
        ) as figure_share
    from profiles
    inner join editions
        on
            profiles.source_id = editions.source_id
            and profiles.edition_date = editions.edition_date
    left join definitions
        on profiles.definition_code = definitions.definition_code
    where editions.is_public
)

select * from shown
