"""The instances of disclosure control with published results, as tables; they are nobody's to copy and stay where they are."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise, product
from typing import Any, NamedTuple

import numpy as np
import pytest

from commonlist.attack.intervals import Attacker, Sensitive
from commonlist.attack.published import PublicTable
from commonlist.disclose.cells import TOTAL, Cells, Contributions, Table, index_cells, key_of
from commonlist.disclose.deviations import Insider
from commonlist.disclose.primary import Levels, PrimaryRules, find_sensitive, levels_of
from places import ROOT

FOLDER = ROOT.parent / "shared" / "disclosure"
INSEE = PrimaryRules(least_count=3, dominance=0.85, interval=0.1)
LINKED = ("act_size", "act_cj", "nuts_size", "nuts_cj")
CUBE = PrimaryRules(p_percent=0.1)


def require() -> None:
    """Skip where the instances are absent."""
    if not FOLDER.is_dir():
        pytest.skip("the instances of ../shared/disclosure are not here")


class Instance(NamedTuple):
    """Linked tables with their hierarchies, indexed, and what in them is sensitive."""

    tables: list[Table]
    parents: dict[str, dict[str, str]]
    cells: Cells
    levels: Levels


def turnover(*names: str) -> Instance:
    """These tables of turnover, linked, and their sensitive cells."""
    tables = [_turnover(name) for name in names]
    flat = {code: TOTAL for table in tables for code in _codes(table, 1)}
    parents = {"SIZE": flat, "CJ": flat, "ACTIVITY": _tree("activity_corr_table.csv"), "NUTS": _tree("nuts23_fr_corr_table.csv")}
    cells = index_cells(tables, parents)
    return Instance(tables, parents, cells, find_sensitive(cells, INSEE))


def datatest1() -> Instance:
    """The four dimensions of `datatest1`, its sensitive cells as its file flags them.

    One cell is negative; it and the cells above it are lifted by twice its size, so that it counts by its size and the sums hold.
    """
    names = ("treff", "cj", "type_distrib", "A10")
    rows = _rows("datatest1.csv")
    lowest = min(rows, key=lambda row: float(row["pizzas_tot"]))
    table = Table(
        names,
        {
            _of_total(tuple(row[name] for name in names)): Contributions(
                float(row["pizzas_tot"]) + _lift(row, lowest, names), int(row["nb_obs_rnd"])
            )
            for row in rows
        },
    )
    parents = {name: dict.fromkeys(_codes(table, place), TOTAL) for place, name in enumerate(names)}
    cells = index_cells([table], parents)
    flagged = [number for number, row in enumerate(rows) if row["is_secret_prim"] == "TRUE"]
    return Instance([table], parents, cells, levels_of(cells, flagged, INSEE))


def _lift(row: dict[str, str], lowest: dict[str, str], names: Sequence[str]) -> float:
    is_above = all(row[name] in (lowest[name], "Total") for name in names)
    return -2 * float(lowest["pizzas_tot"]) if is_above else 0.0


def licence_cube() -> Instance:
    """Exporter × category × destination with all margins; sensitive are the innermost cells that fail the p % rule."""
    cells: dict[tuple[str, ...], Contributions] = {}
    for row in _rows("licence_cube_20x22x30.csv"):
        codes, value, shares = (row["e"], row["c"], row["d"]), float(row["val"]), (float(row["x1"]), float(row["x2"]))
        for kept in range(8):
            key = tuple(code if kept >> place & 1 else TOTAL for place, code in enumerate(codes))
            known = cells.get(key, Contributions(0, 0))
            first, second = sorted((known.largest, known.second, *shares), reverse=True)[:2]
            cells[key] = Contributions(known.value + value, known.count + int(row["n"]), first, second)
    table = Table(("exporter", "category", "destination"), {key: behind for key, behind in cells.items() if behind.value})
    parents = {name: dict.fromkeys(_codes(table, place), TOTAL) for place, name in enumerate(table.dimensions)}
    index = index_cells([table], parents)
    innermost = [number for number, key in enumerate(index.keys) if len(key) == 3 and CUBE.is_sensitive(index.contributions[number])]
    return Instance([table], parents, index, levels_of(index, innermost, CUBE))


def cube_of(rows: Iterable[Mapping[str, Any]], dimensions: tuple[str, ...], rules: PrimaryRules) -> Instance:
    """The cube with all margins of contributions (exporter and amount), and what is sensitive in it by the rules."""
    shares: dict[tuple[str, ...], dict[str, float]] = {}
    for row in rows:
        for kept in product((True, False), repeat=len(dimensions)):
            key = tuple(row[name] if is_kept else TOTAL for name, is_kept in zip(dimensions, kept, strict=True))
            known = shares.setdefault(key, {})
            known[row["exporter_id"]] = known.get(row["exporter_id"], 0.0) + row["amount"]
    cells = {}
    for key, known in shares.items():
        first, second = sorted((0.0, 0.0, *known.values()), reverse=True)[:2]
        cells[key] = Contributions(sum(known.values()), len(known), first, second)
    table = Table(dimensions, cells)
    parents = {name: dict.fromkeys(_codes(table, place), TOTAL) for place, name in enumerate(dimensions)}
    index = index_cells([table], parents)
    return Instance([table], parents, index, find_sensitive(index, rules))


def large_cube() -> Instance:
    """State × category × destination with all margins: 27,893 cells, 18,400 of them sensitive; made up, and the same every time.

    Half of the innermost cells are empty; the others have one to a few contributors, whose values follow a Pareto distribution.
    """
    names, sizes = ("state", "category", "destination"), (10, 22, 200)
    rng = np.random.default_rng(10)
    counts = 1 + rng.poisson(rng.gamma(0.5, 1.4, sizes))
    counts[rng.random(sizes) > 0.48] = 0
    places = np.repeat(np.argwhere(counts), counts[counts > 0], axis=0)
    amounts = np.round(1e4 * (1 + rng.pareto(1.1, len(places))))
    rows = (
        {**dict(zip(names, (f"{code:03}" for code in codes), strict=True)), "exporter_id": number, "amount": amount}
        for number, (codes, amount) in enumerate(zip(places.tolist(), amounts.tolist(), strict=True))
    )
    return cube_of(rows, names, CUBE)


def published(instance: Instance, secondary: np.ndarray, vintage: str = "") -> list[PublicTable]:
    """The tables as they are published with the sensitive and these further cells suppressed."""
    hidden = {instance.cells.keys[number] for number in (*instance.levels.cells, *secondary)}
    return [
        PublicTable(
            table.dimensions,
            {codes: None if key_of(table, codes) in hidden else behind.value for codes, behind in table.cells.items()},
            vintage,
        )
        for table in instance.tables
    ]


def sensitive(instance: Instance, vintage: str = "") -> list[Sensitive]:
    """The sensitive cells as the attacker names them."""
    return [
        Sensitive((*sorted(instance.cells.keys[number]), ("vintage", vintage)), float(instance.cells.values[number]), level, level)
        for number, level in zip(instance.levels.cells, instance.levels.levels.tolist(), strict=True)
    ]


def attacker_of(instance: Instance, insider: Insider, vintage: str = "") -> Attacker:
    """The insider as the attacker names cells."""
    names = [(*sorted(instance.cells.keys[number]), ("vintage", vintage)) for number in insider.cells]
    is_known = insider.own >= instance.cells.values[insider.cells] * (1 - 1e-9)
    shares = list(zip(names, insider.own.tolist(), is_known, strict=True))
    return Attacker(
        insider.title,
        {name: own for name, own, known in shares if known},
        {name: own for name, own, known in shares if not known},
        {name: own / instance.cells.values[number] for number, (name, own, known) in zip(insider.cells, shares, strict=True) if not known},
    )


def single_contributors(instance: Instance) -> list[Insider]:
    """Everybody who is alone in some cell, with their share of all cells; alone in a cell and in a part of it is the same contributor."""
    rows = list(_wholes_and_parts(instance.cells))
    alone = {number for number, behind in enumerate(instance.cells.contributions) if behind.count == 1 and behind.value > 0}
    known: list[int] = []
    found = []
    for number in sorted(alone, key=lambda number: -len(instance.cells.keys[number])):
        if number not in known:
            own = _own(rows, number, instance.cells.values)
            known += [one for one in own if one in alone]
            found.append(Insider(f"contributor {number}", np.array(sorted(own)), np.array([own[one] for one in sorted(own)])))
    return found


def slices(instance: Instance, insiders: Sequence[Insider], dimension: str) -> Iterator[tuple[Instance, list[Insider]]]:
    """The cells of each code of a dimension (of its total too) with the sums among them, and what insiders know of them."""
    cells, levels = instance.cells, instance.levels
    for code in sorted({dict(key).get(dimension, TOTAL) for key in cells.keys}):
        kept = np.array([dict(key).get(dimension, TOTAL) == code for key in cells.keys])
        places = np.where(kept, np.cumsum(kept) - 1, -1)
        whole = np.diff(cells.sums[:, kept].indptr) == np.diff(cells.sums.indptr)
        numbers = np.flatnonzero(kept)
        behind = tuple(cells.contributions[number] for number in numbers)
        part = Cells(tuple(cells.keys[number] for number in numbers), behind, cells.values[kept], cells.sums[whole][:, kept])
        is_asked = kept[levels.cells]
        asked = replace(levels, cells=places[levels.cells][is_asked], levels=levels.levels[is_asked])
        known = [(one, kept[one.cells]) for one in insiders]
        seen = [Insider(one.title, places[one.cells[here]], one.own[here]) for one, here in known if here.any()]
        yield Instance([], instance.parents, part, asked), seen


def _wholes_and_parts(cells: Cells) -> Iterator[tuple[int, list[int]]]:
    for start, end in pairwise(cells.sums.indptr):
        row = dict(zip(cells.sums.indices[start:end].tolist(), cells.sums.data[start:end].tolist(), strict=True))
        yield next(number for number, sign in row.items() if sign > 0), [number for number, sign in row.items() if sign < 0]


def _own(rows: list[tuple[int, list[int]]], number: int, values: np.ndarray) -> dict[int, float]:
    """What the contributor of this cell holds of it, of every cell above it, and of a part that is all of such a cell."""
    own, open_ = {number: float(values[number])}, [number]
    while open_:
        one = open_.pop()
        above = [whole for whole, parts in rows if one in parts]
        below = [part for whole, parts in rows if whole == one for part in parts if values[part] == values[one]]
        new = [other for other in (*above, *below) if other not in own]
        own |= dict.fromkeys(new, own[number])
        open_ += new
    return own


def _turnover(name: str) -> Table:
    rows = _rows(f"turnover_{name}.csv")
    first, second = list(rows[0])[:2]
    cells = {_of_total((row[first], row[second])): Contributions(float(row["TOT"]), int(row["N_OBS"]), float(row["MAX"])) for row in rows}
    return Table((first, second), cells)


def _of_total(codes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(TOTAL if code == "Total" else code for code in codes)


def _codes(table: Table, place: int) -> list[str]:
    return sorted({codes[place] for codes in table.cells} - {TOTAL})


def _tree(name: str) -> dict[str, str]:
    tree: dict[str, str] = {}
    for row in _rows(name):
        path = [TOTAL, *row.values()]
        tree |= {code: above for above, code in pairwise(path) if code != above}
    return tree


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def random_cube(rng: np.random.Generator) -> Instance:
    """A small cube of three dimensions with all margins, in which some cells have one contributor."""
    names = {"state": 4, "item": 4, "place": 5}
    cells: dict[tuple[str, ...], Contributions] = {}
    for codes in np.ndindex(*names.values()):
        value, count = float(rng.integers(10, 1000)), int(rng.integers(1, 9))
        for kept in range(8):
            key = tuple(f"{place}{code}" if kept >> place & 1 else TOTAL for place, code in enumerate(codes))
            known = cells.get(key, Contributions(0, 0))
            cells[key] = Contributions(known.value + value, known.count + count)
    table = Table(tuple(names), cells)
    parents = {name: dict.fromkeys(_codes(table, place), TOTAL) for place, name in enumerate(names)}
    index = index_cells([table], parents)
    return Instance([table], parents, index, find_sensitive(index, PrimaryRules(least_count=2)))
