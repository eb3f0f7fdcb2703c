with refused as (
    select * from {{ ref('int_codes_refused') }}
),

proposed as (
    select * from {{ ref('int_correspondences_proposed') }}
),

lists as (
    select distinct
        source_id,
        publisher_code
    from {{ ref('int_codes_printed') }}
),

certain as (
    select distinct
        paths.source_id,
        paths.item_code,
        paths.target_source_id
    from {{ ref('int_correspondences_nearest') }} as paths
    where {{ is_certain('paths') }}
),

unnamed as (
    -- what has no counterpart has none in any list; of proposals only the list they lead to is told
    select
        refused.source_id,
        refused.publisher_code,
        refused.item_code,
        refused.speaking_code,
        refused.code_steps,
        refused.predicate,
        lists.source_id as target_source_id,
        lists.publisher_code as target_publisher_code,
        'approved' as path_status,
        refused.valid_from,
        refused.valid_to
    from refused
    inner join lists
        on refused.publisher_code <> lists.publisher_code
    union all
    select
        proposed.source_id,
        proposed.publisher_code,
        proposed.item_code,
        null as speaking_code,
        null as code_steps,
        null as predicate,
        proposed.target_source_id,
        proposed.target_publisher_code,
        'proposed' as path_status,
        null as valid_from,
        null as valid_to
    from proposed
    left join certain
        on
            proposed.source_id = certain.source_id
            and proposed.item_code = certain.item_code
            and proposed.target_source_id = certain.target_source_id
    where certain.item_code is null
)

select * from unnamed
