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
        case when figures.unit = 'count' then figures.value_original else figures.value_eur end as amount,
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
),

publications as (
    -- a publication that names no item prints totals over items, of which others print the parts; and so of destinations
    select
        source_id,
        definition_code,
        measure_code,
        year,
        reporting_state_code,
        bool_or(coalesce(item_code <> 'ML', false)) as has_items,
        bool_or(destination_code is not null) as has_destinations
    from lines
    group by all
),

placed as (
    select
        lines.* replace (
            case when publications.has_items then lines.item_code else '_T' end as item_code,
            case when publications.has_destinations then lines.destination_code else '_T' end as destination_code
        )
    from lines
    inner join publications
        on
            lines.source_id = publications.source_id
            and lines.definition_code = publications.definition_code
            and lines.measure_code = publications.measure_code
            and lines.year = publications.year
            and lines.reporting_state_code = publications.reporting_state_code
),

summed as (
    select
        source_id,
        definition_code,
        measure_code,
        year,
        reporting_state_code,
        currency_code,
        item_code,
        destination_code,
        sum(amount) as amount
    from placed
    where
        item_code is not null
        and destination_code is not null
    group by all
    having bool_and(is_whole)
),

published as (
    -- one state may print one figure in several publications
    select distinct
        measure_code,
        year,
        reporting_state_code,
        item_code,
        destination_code,
        cast(amount as decimal(18, 2)) as amount
    from summed
    where amount > 0
)

select * from published
