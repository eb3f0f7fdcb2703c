{{ config(meta={
    'file': 'dbt/macros/caveat_of_sum.sql',
    'next_step': 'say beside the sum that definitions differ, that states are missing, or that figures are left out',
}) }}

with sums as (
    select * from {{ ref('licensing_across_states') }}
),

unexplained as (
    select
        measure_code,
        year,
        goods_scope,
        category_code,
        destination_name,
        caveat
    from sums
    where
        (
            definition_codes like '%, %' and coalesce(caveat, '') not like '%differently%'
            and coalesce(caveat, '') not like '%several definitions%'
        )
        or (goods like '%, %' and coalesce(caveat, '') not like '%different goods%')
        or (state_count = 0 and states is not null)
        or (missing_states is not null and coalesce(caveat, '') not like '%publish nothing%')
        or (totals_only_states is not null and coalesce(caveat, '') not like '%only a total%')
        or (unconverted_states is not null and coalesce(caveat, '') not like '%no rate%')
        or (blank_count > 0 and coalesce(caveat, '') not like '%no figure%')
)

select * from unexplained
order by measure_code, year, destination_name
