with controlled as (
    select * from {{ ref('int_items_controlled') }}
),

national as (
    select * from {{ ref('int_national_items_held') }}
),

states as (
    select
        common_code,
        entry_code,
        cast(null as string) as source_id,
        cast(null as string) as item_code,
        source_id as list_id,
        control_state
    from controlled
    union all
    select
        cast(null as string) as common_code,
        cast(null as string) as entry_code,
        national_source_id as source_id,
        item_code,
        source_id as list_id,
        control_state
    from national
),

gathered as (
    select
        common_code,
        entry_code,
        source_id,
        item_code,
        {{ join_texts("case when control_state = 'controls' then list_id end") }} as controlled_by,
        {{ join_texts("case when control_state = 'within' then list_id end") }} as controlled_within,
        {{ join_texts("case when control_state = 'absent' then list_id end") }} as absent_from,
        {{ join_texts("case when control_state = 'silent' then list_id end") }} as silent_in,
        {{ join_texts("case when control_state = 'undecided' then list_id end") }} as undecided_in,
        {{ join_texts("case when control_state = 'out_of_scope' then list_id end") }} as out_of_scope_of
    from states
    group by common_code, entry_code, source_id, item_code
),

judged as (
    select
        gathered.*,
        case
            when gathered.controlled_by is not null and gathered.absent_from is not null then 'gap'
            when gathered.undecided_in is not null or gathered.silent_in is not null then 'undecided'
            when gathered.controlled_by is null then 'undecided'
            else 'shared'
        end as gap_state
    from gathered
)

select * from judged
