with figures as (
    select * from {{ ref('int_revisions_read') }}
),

covered as (
    select
        source_id,
        to_edition_date,
        measure_code,
        max(period_end) filter (where before_count > 0) as covered_to_date
    from figures
    group by source_id, to_edition_date, measure_code
),

summed as (
    select
        figures.source_id,
        figures.publisher_code,
        figures.from_edition_date,
        figures.to_edition_date,
        figures.reporting_state_code,
        figures.reporting_state_name,
        figures.destination_code,
        figures.destination_name,
        cast(extract(year from figures.period_end) as integer) as year,
        figures.period_end > covered.covered_to_date as is_new_period,
        figures.measure_code,
        figures.definition_code,
        figures.currency_code,
        figures.subtotal_scope,
        sum(figures.before_count) as before_count,
        sum(figures.after_count) as after_count,
        sum(figures.gone_text_count) as changed_text_count,
        sum(figures.gone_text_count - figures.gone_count) as renamed_count,
        sum(figures.gone_count) as removed_count,
        sum(figures.come_count) as added_count,
        sum(figures.value * figures.before_count) as before_value,
        sum(figures.value * figures.after_count) as after_value
    from figures
    left join covered
        on
            figures.source_id = covered.source_id
            and figures.to_edition_date = covered.to_edition_date
            and figures.measure_code = covered.measure_code
    group by all
),

told as (
    select
        source_id,
        publisher_code,
        from_edition_date,
        to_edition_date,
        reporting_state_code,
        reporting_state_name,
        destination_code,
        destination_name,
        year,
        coalesce(is_new_period, false) as is_new_period,
        measure_code,
        definition_code,
        currency_code,
        subtotal_scope,
        cast(before_count as bigint) as before_count,
        cast(after_count as bigint) as after_count,
        cast(changed_text_count as bigint) as changed_text_count,
        cast(renamed_count as bigint) as renamed_count,
        cast(removed_count as bigint) as removed_count,
        cast(added_count as bigint) as added_count,
        cast(before_value as decimal(18, 2)) as before_value,
        cast(after_value as decimal(18, 2)) as after_value,
        case
            when removed_count = 0 and added_count = 0 then 'renamed'
            when is_new_period then 'new_period'
            when before_count = 0 then 'added'
            when after_count = 0 then 'removed'
            else 'revised'
        end as revision_kind
    from summed
    where changed_text_count + removed_count + added_count > 0
)

select * from told
