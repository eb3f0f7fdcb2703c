with same as (
    -- the states whose figures by a definition are counted as the summary counts what they send
    select
        definition_code,
        unnest(string_split(summary_states, ' ')) as reporting_state_code
    from {{ ref('stg_definitions') }}
),

listed as (
    select distinct
        common_code,
        listed_code
    from {{ ref('int_items_placed') }}
),

lines as (
    select
        figures.source_id,
        figures.definition_code,
        figures.measure_code,
        figures.year,
        figures.reporting_state_code,
        figures.currency_code,
        listed.listed_code as item_code,
        case when figures.destination_role = 'destination' then figures.destination_code end as destination_code,
        cast(case when figures.unit = 'count' then figures.value_original else figures.value_eur end as decimal(18, 2)) as amount,
        -- a blank, a placeholder, an estimate or a share by weight is no figure that was printed
        figures.line_count = figures.reported_count + figures.not_applicable_count
        and not figures.has_wide_category
        and not figures.has_split_category as is_whole
    from {{ ref('int_licensing_summed') }} as figures
    inner join same
        on
            figures.definition_code = same.definition_code
            and figures.reporting_state_code = same.reporting_state_code
    left join listed
        on figures.common_code = listed.common_code
    where figures.is_public
)

select * from lines
