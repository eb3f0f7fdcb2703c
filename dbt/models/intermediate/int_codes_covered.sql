with listed as (
    select * from {{ ref('int_codes_mapped') }}
),

categories as (
    select * from {{ ref('int_categories_mapped') }}
),

editions as (
    select * from {{ ref('int_editions_dated') }}
),

judged as (
    select
        source_id,
        publisher_code,
        edition_date,
        code_level,
        item_code,
        predicate
    from listed
    union all
    select
        categories.source_id,
        editions.publisher_code,
        editions.edition_date,
        'category' as code_level,
        categories.category_code as item_code,
        categories.predicate
    from categories
    inner join editions
        on categories.source_id = editions.source_id
    where editions.is_latest
),

covered as (
    -- the closest counterpart speaks for a code that has several
    select
        source_id,
        publisher_code,
        edition_date,
        code_level,
        item_code,
        min_by(predicate, {{ predicate_rank('predicate') }}) as predicate
    from judged
    group by source_id, publisher_code, edition_date, code_level, item_code
)

select * from covered
