with figures as (
    select * from {{ ref('int_licensing_summed') }}
),

strays as (
    select
        source_id,
        measure_code,
        definition_code,
        year,
        coalesce(reporting_state_code, reporting_state_name) as reporting_state
    from {{ ref('int_measures_counted') }}
    where is_latest and figure_count > published_count
),

common_items as (
    select * from {{ ref('int_common_items_rooted') }}
),

scopes as (
    -- every line stands in the whole; those on a common item stand in its category too
    select 'whole' as goods_scope
    union all
    select 'category' as goods_scope
),

scoped as (
    select
        figures.*,
        coalesce(figures.reporting_state_code, figures.reporting_state_name) as reporting_state,
        scopes.goods_scope,
        case when scopes.goods_scope = 'category' then common_items.category_code end as scoped_category_code,
        case when strays.source_id is null then figures.value_original end as counted_value,
        case when strays.source_id is null then figures.reported_count + figures.estimated_count else 0 end as figure_count
    from figures
    cross join scopes
    left join common_items
        on figures.common_code = common_items.common_code
    left join strays
        on
            figures.source_id = strays.source_id
            and figures.measure_code = strays.measure_code
            and figures.definition_code = strays.definition_code
            and figures.year = strays.year
            and coalesce(figures.reporting_state_code, figures.reporting_state_name) = strays.reporting_state
    where scopes.goods_scope = 'whole' or common_items.category_code is not null
),

summed as (
    select
        {{ sum_id() }} as sum_id,
        source_id,
        reporting_state,
        year,
        goods_scope,
        scoped_category_code as category_code,
        destination_code,
        destination_name,
        destination_type,
        destination_role,
        measure_code,
        definition_code,
        unit,
        currency_code,
        euro_rate,
        cast(sum(counted_value) as decimal(18, 2)) as value_original,
        sum(line_count) as line_count,
        sum(figure_count) as figure_count,
        sum(not_applicable_count) as not_applicable_count
    from scoped
    group by all
)

select * from summed
