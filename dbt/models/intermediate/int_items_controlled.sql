with scoped as (
    select * from {{ ref('int_lists_scoped') }}
),

reached as (
    select * from {{ ref('int_items_reached') }}
),

worked_through as (
    select * from {{ ref('int_entries_worked_through') }}
),

stated as (
    select distinct
        scoped.source_id,
        scoped.publisher_code,
        scoped.common_code,
        scoped.entry_code,
        case
            when reached.reach is not null then reached.reach
            when not scoped.is_in_scope then 'out_of_scope'
            when worked_through.entry_code is not null then 'silent'
            else 'undecided'
        end as control_state
    from scoped
    left join reached
        on
            scoped.source_id = reached.source_id
            and scoped.common_code = reached.common_code
    left join worked_through
        on
            scoped.source_id = worked_through.source_id
            and scoped.entry_code = worked_through.entry_code
)

select * from stated
