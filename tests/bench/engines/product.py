"""Figures and small tables to harmonised figures, by the models of the project itself."""

import sys
from pathlib import Path

import duckdb

sys.path.append(str(Path(__file__).resolve().parents[1]))
from models import rendered

TABLES = {
    "int_editions_dated": "editions",
    "int_map_rows_approved": "map_rows",
    "stg_categories": "categories",
    "stg_destinations": "destinations",
    "stg_euro_rates": "rates",
}


def harmonise(given: Path, made: Path) -> None:
    with duckdb.connect(config={"threads": 2, "preserve_insertion_order": False}) as session:
        for model, file in TABLES.items():
            session.execute(f"create table {model} as from '{given}/{file}.parquet'")
        session.execute(f"create view stg_licensing_observations as from read_parquet('{given}/figures/*.parquet', union_by_name = true)")
        for model, kind in (
            ("int_judgements_spanned", "table"),
            ("int_counterparts_weighted", "table"),
            ("int_observations_decided", "view"),
        ):
            before, query = rendered(model)
            session.execute(f"{before} create {kind} {model} as {query}")
        before, query = rendered("int_observations_mapped")
        session.execute(before)
        session.execute(f"copy ({query}) to '{made}' (format parquet, compression zstd, compression_level 1)")


if __name__ == "__main__":
    harmonise(Path(sys.argv[1]), Path(sys.argv[2]))
