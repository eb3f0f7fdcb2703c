"""Figures and small tables to harmonised figures, in pandas: one file at a time, texts as categories, money as whole cents."""

import sys
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

LEFT_OUT = ["destination_count", "reporting_state_text", "destination_text", "is_subtotal", "is_latest", "state_code", "rate"]
SPANS = ["valid_from", "valid_to", "weight_from", "weight_to", "item_code"]


def small(given: Path, name: str) -> pd.DataFrame:
    return pd.read_parquet(given / f"{name}.parquet")


def counterparts(given: Path) -> pd.DataFrame:
    typed = small(given, "categories").rename(columns={"category_text": "item_code"}).assign(predicate="non_item", weight=1)
    judged = pd.concat([small(given, "map_rows").drop(columns="is_negated"), typed]).astype({"weight": float})
    judged["valid_from"] = pd.to_datetime(judged["valid_from"].fillna(date(1700, 1, 1)))
    judged["valid_to"] = pd.to_datetime(judged["valid_to"].fillna(date(2200, 1, 1)))
    judged = judged.sort_values("common_code")
    judged["weight_to"] = judged.groupby(["source_id", "item_code", "valid_from"])["weight"].cumsum().round(6)
    judged["weight_from"] = (judged["weight_to"] - judged["weight"]).round(6)
    return judged


def whole(numbers: pd.Series) -> pd.Series:
    """Halves away from zero; a missing number stays missing."""
    return np.sign(numbers) * np.floor(np.abs(numbers) + 0.5)


def read(path: Path) -> pd.DataFrame:
    table = pq.read_table(path, read_dictionary=[field.name for field in pq.read_schema(path) if pa.types.is_string(field.type)])
    value = pc.cast(table["value"], pa.float64())
    frame = table.drop_columns(["value"]).to_pandas()
    return frame.assign(value=whole(value.to_pandas() * 100), year=pd.to_datetime(frame["period_end"]).dt.year.astype("int32"))


def joined(figures: pd.DataFrame, tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    places = tables["destinations"]
    states = places.drop(columns="destination_type").set_axis(
        ["reporting_state_text", "reporting_state_code", "reporting_state_name"], axis=1
    )
    frame = figures[~figures["is_subtotal"]].merge(tables["editions"].query("is_latest"), on=["source_id", "edition_date"])
    frame = frame.merge(states, on="reporting_state_text", how="left").merge(places, on="destination_text", how="left")
    frame = frame.merge(tables["rates"], on=["currency_code", "year"], how="left")
    frame = frame.merge(tables["counterparts"], left_on=["source_id", "category_code"], right_on=["source_id", "item_code"], how="left")
    ends = pd.to_datetime(frame["period_end"])
    return frame[frame["valid_from"].isna() | ((frame["valid_from"] <= ends) & (ends <= frame["valid_to"]))]


def divided(frame: pd.DataFrame) -> pd.Series:
    """The part of each figure that goes to its common item, in cents."""
    cents, weight_to = frame["value"], frame["weight_to"]
    lower = whole(cents / 100 * 100 * frame["weight_from"])
    upper = cents.where(weight_to == 1, whole(cents / 100 * 100 * weight_to))
    return cents.where(frame["weight"].fillna(1) == 1, upper - lower).where(frame["value_state"] == "reported")


def harmonised(frame: pd.DataFrame) -> pd.DataFrame:
    categories, count, figure = frame["category_count"], frame["destination_count"], divided(frame)
    todo = frame["predicate"].astype(object).fillna("todo")
    euro_rate = frame["rate"].where(frame["currency_code"] != "EUR", 1.0)
    return frame.assign(
        reporting_state_code=frame["reporting_state_code"].fillna(frame["state_code"]),
        reporting_state_name=frame["reporting_state_name"].fillna(frame["state_code"]),
        destination_name=np.select([count == 0, count == 1], ["none stated", frame["destination_name"]], "several"),
        destination_type=np.select([count == 0, count == 1], ["unstated", frame["destination_type"]], "several"),
        mapping_state=np.select([categories == 0, categories > 1, frame["common_code"].notna()], ["undivided", "several", "mapped"], todo),
        predicate=todo.where(categories == 1),
        weight=frame["weight"].fillna(1),
        euro_rate=euro_rate,
        figure=figure,
        figure_eur=whole(figure / 100 / euro_rate * 100),
    ).drop(columns=LEFT_OUT + SPANS)


def to_arrow(frame: pd.DataFrame) -> pa.Table:
    table = pa.Table.from_pandas(frame, preserve_index=False)
    cents = {name: table[name] for name in ("value", "figure", "figure_eur")}
    for name, numbers in cents.items():
        units = pc.cast(pc.cast(numbers, pa.int64()), pa.decimal128(19, 0))
        money = pc.cast(pc.multiply(units, pa.scalar(0.01, pa.float64()).cast(pa.decimal128(3, 2))), pa.decimal128(18, 2))
        table = table.set_column(table.column_names.index(name), name, money)
    texts = [field.name for field in table.schema if pa.types.is_dictionary(field.type)]
    for name in texts:
        table = table.set_column(table.column_names.index(name), name, pc.cast(table[name], pa.string()))
    return table


def harmonise(given: Path, made: Path) -> None:
    tables = {name: small(given, name) for name in ("editions", "destinations")}
    tables["counterparts"] = counterparts(given)
    tables["rates"] = small(given, "rates").astype({"rate": float})
    writer = None
    for path in sorted((given / "figures").glob("*.parquet")):
        table = to_arrow(harmonised(joined(read(path), tables)))
        writer = writer or pq.ParquetWriter(made, table.schema, compression="zstd", compression_level=1)
        writer.write_table(table.cast(writer.schema))
    if writer:
        writer.close()


if __name__ == "__main__":
    pa.set_cpu_count(2)
    harmonise(Path(sys.argv[1]), Path(sys.argv[2]))
