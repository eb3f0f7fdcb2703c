"""What harmonising costs beside copying, beside other engines, and as figures grow tenfold; all engines give the same sums to the cent.

- Seconds are CPU seconds of one process of its own, from its start to its end; memory is its peak. Rounds go through the engines in turn.
- The floor reads the same input and writes the same output with nothing joined: what comes out copied, its reading replaced by the input's.
- Plain SQL, pandas and Spark run once, Polars three times; Spark needs `.venv-bench`, which `make bench` sets up.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest
from figures import generate

from places import ROOT

pytestmark = pytest.mark.bench

ENGINES, MEASURED = Path(__file__).with_name("engines"), Path(__file__).with_name("measured.py")
SPARK = ROOT / ".venv-bench" / "bin" / "python"
INTERPRETERS = {"with_spark": SPARK}
ROUNDS = {"plain_sql": 1, "with_polars": 3, "with_pandas": 1, "with_spark": 1}
NAMES = {
    "product": "this project",
    "plain_sql": "SQL, chain of tables",
    "with_polars": "Polars, streaming",
    "with_pandas": "pandas, file by file",
    "with_spark": "Spark, local",
}
MANY = os.environ.get("COMMONLIST_BENCH_LARGE", "") not in ("", "0")
SUMS = """
    select reporting_state_code, common_code, year, currency_code, sum(figure), sum(figure_eur), count(*)
    from read_parquet('{}') group by all order by all
"""


class Measured(NamedTuple):
    """CPU seconds, and peak memory in MiB."""

    seconds: float
    memory: float


def measure(engine: str, *paths: Path) -> Measured:
    interpreter = INTERPRETERS.get(engine, Path(sys.executable))
    environment = {**os.environ, "SPARK_LOCAL_IP": "127.0.0.1"}
    command = [sys.executable, str(MEASURED), str(interpreter), str(ENGINES / f"{engine}.py"), *map(str, paths)]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return Measured(*json.loads(ran.stdout))


def middle(runs: list[Measured]) -> Measured:
    return Measured(statistics.median(run.seconds for run in runs), max(run.memory for run in runs))


def parts(made: Path) -> str:
    return f"{made}/*.parquet" if made.is_dir() else str(made)


def size(made: Path) -> float:
    files = [*made.glob("*.parquet")] if made.is_dir() else [made]
    return sum(file.stat().st_size for file in files) / 2**20


def sums(made: Path) -> list[tuple[object, ...]]:
    """The figures of each state, common item, year and currency, exactly."""
    return duckdb.sql(SUMS.format(parts(made))).fetchall()


def rounds(given: Path, folder: Path, count: int) -> dict[str, Measured]:
    """The product and the floor's three parts in turn; the floor, and the product beside it."""
    figures, made = given / "figures" / "*.parquet", folder / "product.parquet"
    measure("product", given, made)
    runs: dict[str, list[Measured]] = defaultdict(list)
    for _ in range(count):
        copied, read, given_read = measure("copied", made, folder / "copy.parquet"), measure("scanned", made), measure("scanned", figures)
        runs["floor"].append(Measured(copied.seconds - read.seconds + given_read.seconds, copied.memory))
        runs["output copied"].append(copied)
        runs["input copied"].append(measure("copied", figures, folder / "copy.parquet"))
        runs["product"].append(measure("product", given, made))
    return {name: middle(some) for name, some in runs.items()}


def peers(given: Path, folder: Path) -> dict[str, Measured]:
    there = [engine for engine in ROUNDS if INTERPRETERS.get(engine, SPARK).exists() or engine not in INTERPRETERS]
    runs: dict[str, list[Measured]] = defaultdict(list)
    for number in range(max(ROUNDS.values())):
        for engine in (one for one in there if number < ROUNDS[one]):
            (folder / f"{engine}.duckdb").unlink(missing_ok=True)
            runs[engine].append(measure(engine, given, folder / f"{engine}.parquet"))
    return {engine: middle(some) for engine, some in runs.items()}


def show(title: str, measured: dict[str, Measured], folder: Path, count: int) -> None:
    print(f"\n{title}\n{'':22} CPU s   × floor   peak MiB   output MiB   runs")
    for name, one in measured.items():
        made = folder / f"{name}.parquet"
        output = f"{size(made):10.0f}" if made.exists() else f"{'':10}"
        ratio = one.seconds / measured["floor"].seconds
        print(f"{NAMES.get(name, name):20} {one.seconds:7.2f} {ratio:9.2f} {one.memory:10.0f}   {output} {ROUNDS.get(name, count):6}")


def whole(given: Path, made: Path) -> bool:
    """Whether what comes out adds up to what goes in, by source and currency, to the cent."""
    printed = f"from read_parquet('{given}/figures/*.parquet') where not is_subtotal and value_state = 'reported' group by all order by all"
    divided = f"from read_parquet('{made}') group by all having sum(figure) is not null order by all"
    put_in = duckdb.sql(f"select source_id, currency_code, sum(value) {printed}").fetchall()
    return put_in == duckdb.sql(f"select source_id, currency_code, sum(figure) {divided}").fetchall()


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("million")
    return generate(1_000_000, folder / "given"), folder


@pytest.fixture(scope="module")
def medium(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, dict[str, Measured]]:
    folder = tmp_path_factory.mktemp("ten_million")
    given = generate(10_000_000, folder / "given")
    return given, folder, rounds(given, folder, 5)


def test_harmonising_costs_little_more_than_copying_and_less_than_elsewhere(medium: tuple[Path, Path, dict[str, Measured]]) -> None:
    given, folder, measured = medium
    others = peers(given, folder)
    show("10,000,000 figures", {**measured, **others}, folder, 5)
    expected = sums(folder / "product.parquet")
    assert {engine: sums(folder / f"{engine}.parquet") == expected for engine in others} == dict.fromkeys(others, True)
    assert whole(given, folder / "product.parquet")
    assert measured["product"].seconds <= 1.1 * measured["floor"].seconds
    assert measured["product"].memory <= 400
    assert all(measured["product"].seconds < other.seconds for other in others.values())


def test_a_row_costs_the_same_among_a_million_and_among_ten(
    small: tuple[Path, Path], medium: tuple[Path, Path, dict[str, Measured]]
) -> None:
    few = rounds(*small, 5)
    show("1,000,000 figures", few, small[1], 5)
    assert medium[2]["product"].seconds <= 10 * few["product"].seconds * 1.15


@pytest.mark.skipif(not MANY, reason="make bench LARGE=1 measures 100,000,000 figures")
def test_a_row_costs_the_same_among_a_hundred_million(medium: tuple[Path, Path, dict[str, Measured]], tmp_path: Path) -> None:
    given = generate(100_000_000, tmp_path / "given")
    many = rounds(given, tmp_path, 1)
    show("100,000,000 figures", many, tmp_path, 1)
    assert whole(given, tmp_path / "product.parquet")
    assert many["product"].seconds <= 10 * medium[2]["product"].seconds * 1.15
    assert many["product"].memory <= 3 * 1024
    shutil.rmtree(tmp_path)
