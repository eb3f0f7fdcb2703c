with figures as (
    select * from {{ ref('int_figures_placed') }}
),

source_lines as (
    select * from {{ ref('stg_source_lines') }}
    where reason = 'land.absurd_count'
),

editions as (
    select * from {{ ref('int_editions_dated') }}
    where is_latest
),

rules as (
    select * from {{ ref('stg_reconciliation_parameters') }}
    where check_id = 'value-in-count'
),

landed as (
    select
        counts.source_id,
        counts.reporting_state_code,
        counts.year,
        counts.measure_code,
        counts.destination_code,
        counts.source_line,
        amounts.figure as expected,
        counts.figure as found,
        case
            when counts.figure >= rules.least_figure and amounts.figure <= counts.figure * rules.factor then 'fail'
            else 'pass'
        end as outcome,
        'a count of ' || {{ as_printed('counts.figure') }} || ' beside a value of ' || {{ as_printed('amounts.figure') }} as message
    from figures as counts
    inner join rules
        on counts.measure_code = rules.measure_code
    inner join figures as amounts
        on
            counts.source_id = amounts.source_id
            and counts.source_line = amounts.source_line
            and rules.other_measure_code = amounts.measure_code
    where
        counts.figure > 0
        and amounts.figure is not null
),

refused as (
    select
        source_lines.source_id,
        cast(null as string) as reporting_state_code,
        cast(null as integer) as year,
        cast(null as string) as measure_code,
        cast(null as string) as destination_code,
        source_lines.source_line,
        cast(null as decimal(18, 2)) as expected,
        cast(null as decimal(18, 2)) as found,
        'fail' as outcome,
        'quarantined, with a count that cannot be one: ' || trim(source_lines.raw_text, chr(13) || chr(10)) as message
    from source_lines
    inner join editions
        on
            source_lines.source_id = editions.source_id
            and source_lines.edition_date = editions.edition_date
),

told as (
    select
        *,
        cast(source_line as string) as source_lines
    from (
        select * from landed
        union all
        select * from refused
    ) as lines
)

select {{ examined('value-in-count') }} from told
