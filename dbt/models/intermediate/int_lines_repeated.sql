with figures as (
    select * from {{ ref('int_figures_placed') }}
    where
        not is_subtotal
        and not is_own_report
        and reporting_state_type <> 'unknown'
),

rules as (
    select * from {{ ref('stg_reconciliation_parameters') }}
    where check_id = 'two-states-one-figure'
),

telling as (
    select figures.*
    from figures
    inner join rules
        on figures.measure_code = rules.measure_code
    where {{ is_telling('figures.figure', 'rules') }}
),

told as (
    -- each of the two states has its finding, since either may be the one that was mistaken for the other
    select
        telling.source_id,
        telling.reporting_state_code,
        telling.year,
        telling.measure_code,
        telling.destination_code,
        others.figure as found,
        cast(null as decimal(18, 2)) as expected,
        telling.source_line,
        concat_ws(', ', telling.source_line, others.source_line) as source_lines,
        case when others.source_line is null then 'pass' else 'fail' end as outcome,
        {{ as_printed('telling.figure') }} || ' of ' || coalesce(telling.category_code, 'all goods')
        || coalesce(' is also what ' || others.reporting_state_code || ' reports', ' is reported by one state') as message
    from telling
    left join telling as others
        on
            telling.source_id = others.source_id
            and telling.year = others.year
            and telling.measure_code = others.measure_code
            and telling.destination_code = others.destination_code
            and coalesce(telling.category_code, '') = coalesce(others.category_code, '')
            and telling.figure = others.figure
            and telling.reporting_state_code <> others.reporting_state_code
)

select {{ examined('two-states-one-figure') }} from told
