with reasons as (
    select * from {{ ref('stg_licensing_reasons') }}
),

codes as (
    select * from {{ ref('stg_criterion_codes') }}
),

criteria as (
    select * from {{ ref('stg_refusal_criteria') }}
),

given as (
    -- a criterion may be printed several times for one group: the group was refused under it once
    select
        source_id,
        edition_date,
        licence_group_text,
        reason_scheme,
        reason_code,
        count(*) as line_count
    from reasons
    where reason_code is not null
    group by source_id, edition_date, licence_group_text, reason_scheme, reason_code
),

groups as (
    select
        source_id,
        edition_date,
        licence_group_text,
        count(*) as reason_count
    from given
    group by source_id, edition_date, licence_group_text
),

decided as (
    select
        given.*,
        codes.criterion_code,
        criteria.title as criterion_title,
        groups.reason_count > 1 as is_shared
    from given
    inner join groups
        on
            given.source_id = groups.source_id
            and given.edition_date = groups.edition_date
            and given.licence_group_text = groups.licence_group_text
    left join codes
        on
            given.source_id = codes.source_id
            and given.reason_code = codes.reason_code
    left join criteria
        on codes.criterion_code = criteria.criterion_code
)

select * from decided
