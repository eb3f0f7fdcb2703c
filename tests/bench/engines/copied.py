"""One Parquet file, or several, to one with the same rows and columns: what reading and writing cost where nothing is joined."""

import sys

import duckdb


def copy(given: str, made: str) -> None:
    with duckdb.connect(config={"threads": 2, "preserve_insertion_order": False}) as session:
        session.execute(f"copy (from read_parquet('{given}')) to '{made}' (format parquet, compression zstd, compression_level 1)")


if __name__ == "__main__":
    copy(sys.argv[1], sys.argv[2])
