{{ config(meta={
    'file': 'dbt/macros/caveat.sql',
    'next_step': 'say beside the figure that publishers define the measure differently',
}) }}

with figures as (
    select
        measure_code,
        definition_code,
        caveat
    from {{ ref('licensing_by_item_destination') }}
    union all
    select
        measure_code,
        definition_code,
        caveat
    from {{ ref('licensing_totals') }}
),

unlike as (
    select measure_code
    from figures
    group by measure_code
    having count(distinct definition_code) > 1
),

unexplained as (
    select
        figures.measure_code,
        figures.definition_code,
        count(*) as row_count
    from figures
    inner join unlike
        on figures.measure_code = unlike.measure_code
    where coalesce(figures.caveat, '') not like '%differently%'
    group by figures.measure_code, figures.definition_code
)

select * from unexplained
order by definition_code
