with processing_targets as (
    select * from {{ source('common', 'processing_targets') }}
),

typed as (
    select
        publisher_code,
        licence_kind,
        day_kind,
        cast(target_days as integer) as target_days,
        cast(target_share as double) as target_share,
        cast(valid_from as date) as valid_from,
        cast(valid_to as date) as valid_to,
        citation
    from processing_targets
)

select * from typed
