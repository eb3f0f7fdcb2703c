with observations as (
    select * from {{ ref('int_observations_mapped') }}
),

compared as (
    select
        measure_code,
        count(distinct definition_code) as definition_count
    from observations
    group by measure_code
),

covered as (
    -- a publication says nothing of the days after it, though its year is not over
    select
        source_id,
        year,
        measure_code,
        definition_code,
        min(period_start) as covered_from_date,
        least(max(period_end), max(edition_date)) as covered_to_date
    from observations
    group by source_id, year, measure_code, definition_code
),

explained as (
    select
        covered.*,
        compared.definition_count
    from covered
    inner join compared
        on covered.measure_code = compared.measure_code
)

select * from explained
