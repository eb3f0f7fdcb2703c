{{ config(meta={
    'file': 'dbt/models/intermediate/int_licensing_summed.sql',
    'next_step': 'make the counts add up to the lines, and the figure blank exactly where nothing was reported',
}) }}

with figures as (
    select * from {{ ref('licensing_by_item_destination') }}
),

inconsistent as (
    select
        source_id,
        year,
        common_code,
        destination_name,
        measure_code,
        value_original,
        line_count
    from figures
    where
        (value_original is null) <> (reported_count + estimated_count = 0)
        or line_count <> reported_count + estimated_count + token_count + not_reported_count
        + not_applicable_count + withheld_count + unparseable_count
)

select * from inconsistent
order by source_id, year, common_code, destination_name, measure_code
