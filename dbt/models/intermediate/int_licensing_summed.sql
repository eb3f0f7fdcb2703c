with observations as (
    -- pieces, sets and kilograms stand in one column: quantities are no sum and stay on their lines
    select * from {{ ref('int_observations_mapped') }}
    where unit is distinct from 'quantity'
),

rates as (
    select * from {{ ref('stg_euro_rates') }}
),

summed as (
    -- the sum of nothing reported is null, not zero
    select
        source_id,
        {{ word_of('publisher_code') }} as publisher_code,
        edition_date,
        is_public,
        {{ word_of('reporting_state_code') }} as reporting_state_code,
        {{ word_of('reporting_state_name') }} as reporting_state_name,
        year,
        {{ word_of('common_code') }} as common_code,
        {{ word_of('entry_code') }} as entry_code,
        {{ word_of('mapping_state') }} as mapping_state,
        {{ word_of('destination_code') }} as destination_code,
        {{ word_of('destination_name') }} as destination_name,
        {{ word_of('destination_type') }} as destination_type,
        {{ word_of('destination_role') }} as destination_role,
        measure_code,
        definition_code,
        {{ word_of('unit') }} as unit,
        {{ word_of('currency_code') }} as currency_code,
        cast(sum(figure) as decimal(18, 2)) as value_original,
        count(*) as line_count,
        count(*) filter (where value_state in ('reported', 'reported_zero')) as reported_count,
        count(*) filter (where value_state = 'estimated') as estimated_count,
        count(*) filter (where value_state = 'token') as token_count,
        count(*) filter (where value_state = 'not_reported') as not_reported_count,
        count(*) filter (where value_state = 'not_applicable') as not_applicable_count,
        count(*) filter (where value_state in ('withheld', 'suppressed')) as withheld_count,
        count(*) filter (where value_state = 'unparseable') as unparseable_count,
        bool_or(predicate in ('broad', 'overlaps')) as has_wide_category,
        bool_or(weight < 1) as has_split_category
    from observations
    group by
        source_id,
        publisher_code,
        edition_date,
        is_public,
        reporting_state_code,
        reporting_state_name,
        year,
        common_code,
        entry_code,
        mapping_state,
        destination_code,
        destination_name,
        destination_type,
        destination_role,
        measure_code,
        definition_code,
        unit,
        currency_code
),

converted as (
    select
        summed.*,
        {{ euro_rate('summed.currency_code', 'rates.rate') }} as euro_rate,
        {{ in_euro('summed.value_original', euro_rate('summed.currency_code', 'rates.rate')) }} as value_eur
    from summed
    left join rates
        on
            summed.currency_code = rates.currency_code
            and summed.year = rates.year
)

select * from converted
