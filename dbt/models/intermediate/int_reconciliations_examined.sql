with examined as (
    select * from {{ ref('int_bookings_examined') }}
    union all
    select * from {{ ref('int_consultations_matched') }}
    union all
    select * from {{ ref('int_counts_slipped') }}
    union all
    select * from {{ ref('int_counts_valued') }}
    union all
    select * from {{ ref('int_exports_returned') }}
    union all
    select * from {{ ref('int_flows_mirrored') }}
    union all
    select * from {{ ref('int_lines_repeated') }}
    union all
    select * from {{ ref('int_reports_compared') }}
    union all
    select * from {{ ref('int_series_compared') }}
    union all
    select * from {{ ref('int_sums_placed') }}
    union all
    select * from {{ ref('int_totals_added') }}
    union all
    select * from {{ ref('int_years_copied') }}
    union all
    select * from {{ ref('int_years_shifted') }}
)

select * from examined
