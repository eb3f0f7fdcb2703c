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
        cast(extract(year from figures.period_end) as integer) as year,
        coalesce(figures.period_end > covered.covered_to_date, false) as is_new_period,
        figures.destination_code,
        figures.destination_name,
        figures.measure_code,
        figures.definition_code,
        figures.currency_code,
        figures.subtotal_scope,
        cast(sum(figures.before_count) as bigint) as before_count,
        cast(sum(figures.after_count) as bigint) as after_count,
        cast(sum(figures.gone_text_count) as bigint) as changed_text_count,
        cast(sum(figures.gone_text_count - figures.gone_count) as bigint) as renamed_count,
        cast(sum(figures.gone_count) as bigint) as removed_count,
        cast(sum(figures.come_count) as bigint) as added_count,
        cast(sum(figures.figure * figures.before_count) as decimal(18, 2)) as before_value,
        cast(sum(figures.figure * figures.after_count) as decimal(18, 2)) as after_value
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
        summed.*,
        case
            when summed.removed_count = 0 and summed.added_count = 0 then 'renamed'
            when summed.is_new_period then 'new_period'
            when summed.before_count = 0 then 'added'
            when summed.after_count = 0 then 'removed'
            else 'revised'
        end as revision_kind
    from summed
    where summed.changed_text_count + summed.removed_count + summed.added_count > 0
)

select * from told
