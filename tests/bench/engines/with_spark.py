"""Figures and small tables to harmonised figures, in Spark on this machine: one query, small tables broadcast."""

import sys
from pathlib import Path

from pyspark.sql import SparkSession

QUERY = """
with judgements as (
    select source_id, item_code, valid_from, valid_to, predicate, common_code, entry_code, weight from map_rows
    union all
    select source_id, category_text, null, null, 'non_item', null, null, 1 from categories
),

counterparts as (
    select
        source_id,
        item_code,
        coalesce(valid_from, date '0001-01-01') as valid_from,
        coalesce(valid_to, date '9999-12-31') as valid_to,
        predicate,
        common_code,
        entry_code,
        weight,
        cast((sum(weight) over (parts)) - weight as double) as weight_from,
        cast(sum(weight) over (parts) as double) as weight_to
    from judgements
    window parts as (partition by source_id, item_code, valid_from order by common_code)
),

divided as (
    select /*+ broadcast(editions, states, places, counterparts, rates) */
        figures.source_id,
        editions.publisher_code,
        figures.edition_date,
        editions.is_public,
        figures.source_line,
        coalesce(states.destination_code, editions.state_code) as reporting_state_code,
        coalesce(states.destination_name, editions.state_code) as reporting_state_name,
        year(period_end) as year,
        period_start,
        period_end,
        category_code,
        category_count,
        places.destination_code,
        case destination_count when 0 then 'none stated' when 1 then places.destination_name else 'several' end as destination_name,
        case destination_count when 0 then 'unstated' when 1 then places.destination_type else 'several' end as destination_type,
        destination_role,
        measure_code,
        definition_code,
        unit,
        figures.currency_code,
        value_state,
        value,
        case when category_count = 1 then coalesce(counterparts.predicate, 'todo') end as predicate,
        counterparts.common_code,
        counterparts.entry_code,
        coalesce(counterparts.weight, 1) as weight,
        case
            when category_count = 0 then 'undivided'
            when category_count > 1 then 'several'
            when counterparts.common_code is not null then 'mapped'
            else coalesce(counterparts.predicate, 'todo')
        end as mapping_state,
        case
            when value_state <> 'reported' then null
            when coalesce(counterparts.weight, 1) = 1 then value
            else cast(
                case
                    when weight_to = 1 then value
                    else cast(floor(cast(value as double) * 100 * weight_to + 0.5D) / 100 as decimal(18, 2))
                end
                - cast(floor(cast(value as double) * 100 * weight_from + 0.5D) / 100 as decimal(18, 2)) as decimal(18, 2)
            )
        end as figure,
        case when figures.currency_code = 'EUR' then 1 else rates.rate end as euro_rate
    from figures
    inner join editions on figures.source_id = editions.source_id and figures.edition_date = editions.edition_date
    left join destinations as states on figures.reporting_state_text = states.destination_text
    left join destinations as places on figures.destination_text = places.destination_text
    left join rates on figures.currency_code = rates.currency_code and year(figures.period_end) = rates.year
    left join counterparts
        on figures.source_id = counterparts.source_id
        and figures.category_code = counterparts.item_code
        and figures.period_end between counterparts.valid_from and counterparts.valid_to
    where editions.is_latest and not figures.is_subtotal
)

select
    *,
    cast(floor(cast(figure as double) / cast(euro_rate as double) * 100 + 0.5D) / 100 as decimal(18, 2)) as figure_eur
from divided
"""
SETTINGS = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.memory": "2g",
    "spark.sql.parquet.compression.codec": "zstd",
    "spark.sql.session.timeZone": "UTC",
    "spark.ui.enabled": "false",
}


def harmonise(given: Path, made: Path) -> None:
    builder = SparkSession.builder.master("local[2]")
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    session = builder.config("spark.local.dir", str(made.parent)).getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    session.read.parquet(str(given / "figures")).createOrReplaceTempView("figures")
    for table in ("editions", "destinations", "map_rows", "categories", "rates"):
        session.read.parquet(str(given / f"{table}.parquet")).createOrReplaceTempView(table)
    session.sql(QUERY).write.mode("overwrite").parquet(str(made))
    gateway = session.sparkContext._gateway
    session.stop()
    gateway.shutdown()
    gateway.proc.stdin.close()
    gateway.proc.wait()  # its time and memory are counted with those of this process


if __name__ == "__main__":
    harmonise(Path(sys.argv[1]), Path(sys.argv[2]))
