with own as (
    select * from {{ ref('int_own_figures_scoped') }}
),

totals as (
    select * from {{ ref('int_figures_totalled') }}
    where not is_own_report
),

years as (
    select * from {{ ref('int_years_reported_twice') }}
),

own_alone as (
    select
        own.source_id,
        own.reporting_state_code,
        own.year,
        own.measure_code,
        own.destination_code,
        own.figure as found,
        cast(null as decimal(18, 2)) as expected,
        own.source_line,
        own.source_lines,
        'the state publishes ' || {{ as_printed('own.figure') }} || coalesce(' ' || own.currency_code, '') || ', ' || own.other_source_id
        || ' of it nothing for this destination' as message
    from own
    inner join years
        on
            own.source_id = years.source_id
            and own.other_source_id = years.other_source_id
            and own.reporting_state_code = years.reporting_state_code
            and own.year = years.year
            and own.measure_code = years.measure_code
    left join totals
        on
            own.other_source_id = totals.source_id
            and own.reporting_state_code = totals.reporting_state_code
            and own.year = totals.year
            and own.measure_code = totals.measure_code
            and own.destination_code = totals.destination_code
    where own.figure > years.absolute_tolerance and totals.source_id is null
),

other_alone as (
    -- the finding is of the other publication, since the lines to look at are its own
    select
        totals.source_id,
        totals.reporting_state_code,
        totals.year,
        totals.measure_code,
        totals.destination_code,
        totals.figure as found,
        cast(null as decimal(18, 2)) as expected,
        totals.source_line,
        totals.source_lines,
        totals.source_id || ' has ' || {{ as_printed('totals.figure') }} || coalesce(' ' || totals.currency_code, '')
        || ' of the state, ' || years.source_id || ' of its own nothing for this destination' as message
    from totals
    inner join years
        on
            totals.source_id = years.other_source_id
            and totals.reporting_state_code = years.reporting_state_code
            and totals.year = years.year
            and totals.measure_code = years.measure_code
    left join own
        on
            years.source_id = own.source_id
            and totals.source_id = own.other_source_id
            and totals.reporting_state_code = own.reporting_state_code
            and totals.year = own.year
            and totals.measure_code = own.measure_code
            and totals.destination_code = own.destination_code
    where totals.figure > years.absolute_tolerance and own.source_id is null
)

select * from own_alone
union all
select * from other_alone
