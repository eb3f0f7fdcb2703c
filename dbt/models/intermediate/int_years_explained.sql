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
    select
        source_id,
        year,
        min(period_start) as covered_from_date,
        max(period_end) as covered_to_date
    from observations
    group by source_id, year
),

measured as (
    select distinct
        source_id,
        year,
        measure_code
    from observations
),

explained as (
    select
        measured.source_id,
        measured.year,
        measured.measure_code,
        covered.covered_from_date,
        covered.covered_to_date,
        compared.definition_count
    from measured
    inner join covered
        on
            measured.source_id = covered.source_id
            and measured.year = covered.year
    inner join compared
        on measured.measure_code = compared.measure_code
)

select * from explained
