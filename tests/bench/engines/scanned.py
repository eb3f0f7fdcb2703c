"""Every column of one or several Parquet files read, and nothing written."""

import sys

import duckdb


def scan(given: str) -> None:
    with duckdb.connect(config={"threads": 2, "preserve_insertion_order": False}) as session:
        columns = session.sql(f"from read_parquet('{given}')").columns
        session.execute(f"select {', '.join(f'max({name})' for name in columns)} from read_parquet('{given}')").fetchall()


if __name__ == "__main__":
    scan(sys.argv[1])
