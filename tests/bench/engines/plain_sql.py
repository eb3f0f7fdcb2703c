"""Figures and small tables to harmonised figures, in SQL as one writes it first: text keys, one table after the other, in a file."""

import sys
from pathlib import Path

import duckdb

STEPS = (
    """
    create table counterparts as
    select
        source_id,
        item_code,
        coalesce(valid_from, date '0001-01-01') as valid_from,
        coalesce(valid_to, date '9999-12-31') as valid_to,
        predicate,
        common_code,
        entry_code,
        weight,
        cast(sum(weight) over parts - weight as double) as weight_from,
        cast(sum(weight) over parts as double) as weight_to
    from (
        select source_id, item_code, valid_from, valid_to, predicate, common_code, entry_code, weight from map_rows
        union all
        select source_id, category_text, null, null, 'non_item', null, null, 1 from categories
    ) as judgements
    window parts as (partition by source_id, item_code, valid_from order by common_code)
    """,
    """
    create table dated as
    select
        figures.*,
        editions.publisher_code,
        editions.is_public,
        editions.state_code,
        cast(extract(year from period_end) as integer) as year
    from figures
    inner join editions on figures.source_id = editions.source_id and figures.edition_date = editions.edition_date
    where editions.is_latest and not figures.is_subtotal
    """,
    """
    create table named as
    select
        dated.* exclude (reporting_state_text, destination_text),
        coalesce(states.destination_code, dated.state_code) as reporting_state_code,
        coalesce(states.destination_name, dated.state_code) as reporting_state_name,
        places.destination_code,
        case destination_count when 0 then 'none stated' when 1 then places.destination_name else 'several' end as destination_name,
        case destination_count when 0 then 'unstated' when 1 then places.destination_type else 'several' end as destination_type
    from dated
    left join destinations as states on dated.reporting_state_text = states.destination_text
    left join destinations as places on dated.destination_text = places.destination_text
    """,
    """
    create table mapped as
    select
        named.*,
        case when category_count = 1 then coalesce(counterparts.predicate, 'todo') end as predicate,
        counterparts.common_code,
        counterparts.entry_code,
        coalesce(counterparts.weight, 1) as weight,
        counterparts.weight_from,
        counterparts.weight_to
    from named
    left join counterparts
        on named.source_id = counterparts.source_id
        and named.category_code = counterparts.item_code
        and named.period_end between counterparts.valid_from and counterparts.valid_to
    """,
    """
    create table divided as
    select
        * exclude (weight_from, weight_to, is_subtotal, state_code, destination_count),
        case
            when category_count = 0 then 'undivided'
            when category_count > 1 then 'several'
            when common_code is not null then 'mapped'
            else predicate
        end as mapping_state,
        case
            when value_state <> 'reported' then null
            when weight = 1 then value
            else
                case
                    when weight_to = 1 then value
                    else cast(round(cast(value as double) * 100 * weight_to) / 100 as decimal(18, 2))
                end
                - cast(round(cast(value as double) * 100 * weight_from) / 100 as decimal(18, 2))
        end as figure
    from mapped
    """,
    """
    create table converted as
    select
        divided.*,
        case when divided.currency_code = 'EUR' then 1 else rates.rate end as euro_rate,
        cast(figure / case when divided.currency_code = 'EUR' then 1 else rates.rate end as decimal(18, 2)) as figure_eur
    from divided
    left join rates on divided.currency_code = rates.currency_code and divided.year = rates.year
    """,
)


def harmonise(given: Path, made: Path) -> None:
    with duckdb.connect(str(made.with_suffix(".duckdb")), config={"threads": 2, "preserve_insertion_order": False}) as session:
        session.execute(f"create view figures as from read_parquet('{given}/figures/*.parquet')")
        for table in ("editions", "destinations", "map_rows", "categories", "rates"):
            session.execute(f"create table {table} as from '{given}/{table}.parquet'")
        for step in STEPS:
            session.execute(step)
        session.execute(f"copy converted to '{made}' (format parquet, compression zstd, compression_level 1)")


if __name__ == "__main__":
    harmonise(Path(sys.argv[1]), Path(sys.argv[2]))
