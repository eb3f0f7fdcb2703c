"""Figures and small tables to harmonised figures, in Polars: one lazy frame, streamed into a file."""

import os
import sys
from datetime import date
from pathlib import Path

os.environ["POLARS_MAX_THREADS"] = "2"

import polars as pl

CENTS, RATE = pl.Decimal(18, 2), pl.Decimal(18, 6)
LEFT_OUT = (
    *("is_subtotal", "is_latest", "state_code", "reporting_state_text", "destination_text", "destination_count", "rate"),
    *("valid_from", "valid_to", "weight_from", "weight_to"),
)


def to_cents(value: pl.Expr) -> pl.Expr:
    return (value.round(mode="half_away_from_zero") / 100).cast(CENTS)


def counterparts(given: Path) -> pl.LazyFrame:
    columns = ["source_id", "item_code", "valid_from", "valid_to", "predicate", "common_code", "entry_code", "weight"]
    typed = pl.scan_parquet(given / "categories.parquet").select(
        "source_id", item_code="category_text", predicate=pl.lit("non_item"), weight=pl.lit(1).cast(pl.Decimal(9, 6))
    )
    judged = pl.concat([pl.scan_parquet(given / "map_rows.parquet").select(columns), typed], how="diagonal").with_columns(
        pl.col("valid_from").fill_null(date(1, 1, 1)), pl.col("valid_to").fill_null(date(9999, 12, 31)), pl.col("weight").cast(RATE)
    )
    weight_to = pl.col("weight").cum_sum().over("source_id", "item_code", "valid_from", order_by="common_code")
    return judged.with_columns(weight_to=weight_to.cast(pl.Float64), weight_from=(weight_to - pl.col("weight")).cast(pl.Float64))


def joined(given: Path) -> pl.LazyFrame:
    places = pl.scan_parquet(given / "destinations.parquet")
    states = places.select(
        reporting_state_text="destination_text", reporting_state_code="destination_code", reporting_state_name="destination_name"
    )
    return (
        pl.scan_parquet(given / "figures" / "*.parquet")
        .filter(~pl.col("is_subtotal"))
        .join(pl.scan_parquet(given / "editions.parquet").filter(pl.col("is_latest")), on=["source_id", "edition_date"])
        .join(states, on="reporting_state_text", how="left")
        .join(places, on="destination_text", how="left")
        .with_columns(year=pl.col("period_end").dt.year())
        .join(pl.scan_parquet(given / "rates.parquet"), on=["currency_code", "year"], how="left")
        .join(counterparts(given), left_on=["source_id", "category_code"], right_on=["source_id", "item_code"], how="left")
        .filter(pl.col("valid_from").is_null() | pl.col("period_end").is_between("valid_from", "valid_to"))
    )


def placed() -> dict[str, pl.Expr]:
    """The words of each figure."""
    count, categories = pl.col("destination_count"), pl.col("category_count")
    one_place = pl.when(count == 0), pl.when(count == 1)
    todo = pl.col("predicate").fill_null("todo")
    mapped = pl.when(pl.col("common_code").is_not_null()).then(pl.lit("mapped")).otherwise(todo)
    return {
        "reporting_state_code": pl.coalesce("reporting_state_code", "state_code"),
        "reporting_state_name": pl.coalesce("reporting_state_name", "state_code"),
        "destination_name": one_place[0]
        .then(pl.lit("none stated"))
        .otherwise(one_place[1].then("destination_name").otherwise(pl.lit("several"))),
        "destination_type": one_place[0]
        .then(pl.lit("unstated"))
        .otherwise(one_place[1].then("destination_type").otherwise(pl.lit("several"))),
        "mapping_state": pl.when(categories == 0)
        .then(pl.lit("undivided"))
        .otherwise(pl.when(categories > 1).then(pl.lit("several")).otherwise(mapped)),
        "predicate": pl.when(categories == 1).then(todo),
    }


def divided() -> dict[str, pl.Expr]:
    """The money of each figure."""
    value, weight = pl.col("value").cast(pl.Float64) * 100, pl.col("weight").fill_null(1)
    upper = pl.when(pl.col("weight_to") == 1).then("value").otherwise(to_cents(value * pl.col("weight_to")))
    part = upper - to_cents(value * pl.col("weight_from"))
    figure = pl.when(weight == 1).then("value").otherwise(part.cast(CENTS))
    return {
        "weight": weight,
        "euro_rate": pl.when(pl.col("currency_code") == "EUR").then(pl.lit(1).cast(RATE)).otherwise("rate"),
        "figure": pl.when(pl.col("value_state") == "reported").then(figure),
    }


def harmonise(given: Path, made: Path) -> None:
    euro = pl.col("figure").cast(pl.Float64) / pl.col("euro_rate").cast(pl.Float64) * 100
    figures = joined(given).with_columns(**placed(), **divided()).with_columns(figure_eur=to_cents(euro)).drop(LEFT_OUT)
    figures.sink_parquet(made, compression="zstd", compression_level=1, engine="streaming", maintain_order=False)


if __name__ == "__main__":
    harmonise(Path(sys.argv[1]), Path(sys.argv[2]))
