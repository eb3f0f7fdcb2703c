{{ config(pre_hook='{{ make_keys_of_counterparts() }}') }}

with observations as (
    select * from {{ ref('int_observations_decided') }}
),

counterparts as (
    select
        source_id,
        item_code,
        valid_from,
        valid_to,
        weight,
        weight_from,
        weight_to,
        {{ key_of('predicate', 'predicate') }} as predicate,
        {{ key_of('common_code', 'common_code') }} as common_code,
        {{ key_of('entry_code', 'entry_code') }} as entry_code,
        {{ key_of('mapping_state', 'mapping_state') }} as mapping_state
    from {{ ref('int_counterparts_weighted') }}
),

rates as (
    select
        year,
        rate,
        {{ key_of('currency_code', 'currency_code') }} as currency_code
    from {{ ref('stg_euro_rates') }}
),

mapped as (
    select
        observations.*,
        case
            when observations.category_count = 1 then coalesce(counterparts.predicate, {{ key_of("'todo'", 'predicate') }})
        end as predicate,
        counterparts.common_code,
        counterparts.entry_code,
        coalesce(counterparts.weight, 1) as weight,
        case
            when observations.category_count = 0 then {{ key_of("'undivided'", 'mapping_state') }}
            when observations.category_count > 1 then {{ key_of("'several'", 'mapping_state') }}
            else coalesce(counterparts.mapping_state, {{ key_of("'todo'", 'mapping_state') }})
        end as mapping_state,
        case
            when observations.value_state not in ('reported', 'reported_zero', 'estimated') then null
            when coalesce(counterparts.weight, 1) = 1 then observations.value
            else
                cast(
                    {{ part_below('observations.value', 'counterparts.weight_to') }}
                    - {{ part_below('observations.value', 'counterparts.weight_from') }} as decimal(18, 2)
                )
        end as figure,
        {{ euro_rate('observations.currency_code', 'rates.rate') }} as euro_rate
    from observations
    left join rates
        on
            observations.currency_code = rates.currency_code
            and observations.year = rates.year
    left join counterparts
        on
            observations.source_id = counterparts.source_id
            and observations.category_code = counterparts.item_code
            and observations.period_end between counterparts.valid_from and counterparts.valid_to
),

converted as (
    select
        mapped.*,
        {{ in_euro('figure', 'euro_rate') }} as figure_eur
    from mapped
)

select * from converted
