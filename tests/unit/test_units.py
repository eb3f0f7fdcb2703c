"""The units of measurement the states agreed on, and what is composed of them."""

import csv
from collections import Counter
from decimal import Decimal

import pytest

from commonlist.errors import RegistryError
from commonlist.quantities.units import units, units_path

pytestmark = pytest.mark.usefixtures("project")


@pytest.mark.parametrize(
    ("text", "code", "dimension", "number", "number_si"),
    [
        ("N/m 2", "N/m2", "kg.m-1.s-2", 1, 1.0),
        ("MPa", "MPa", "kg.m-1.s-2", 1, 1e6),
        ("kW/m³", "kW/m3", "kg.m-1.s-3", 2, 2000.0),
        ("mm·mrad", "mm.mrad", "m.rad", 1, 1e-6),
        ("/K", "/K", "K-1", 5, 5.0),
        ("°F", "[degF]", "K", 32, 273.15),
        ("°C", "Cel", "K", 0, 273.15),
    ],
)
def test_a_unit_is_composed_of_simple_ones(text: str, code: str, dimension: str, number: int, number_si: float) -> None:
    unit = units().unit(text)

    assert (unit.code, unit.dimension, unit.to_si(Decimal(number))) == (code, dimension, number_si)


def test_every_unit_has_one_code_and_one_size() -> None:
    with units_path().open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    sizes = {(row["unit_code"], row["dimension"], row["factor"], row["offset"]) for row in rows}

    assert [code for code, count in Counter(code for code, *_ in sizes).items() if count > 1] == []


@pytest.mark.parametrize("lines", [["unit_text,unit_code"], ["unit_text,unit_code,dimension,factor,offset", "m,m,m,one,0"]])
def test_a_line_that_is_no_unit_is_named(lines: list[str]) -> None:
    units_path().write_text("\n".join([*lines, "km,km,m,1000,0"]), encoding="utf-8")

    with pytest.raises(RegistryError, match=r"registry\.bad_units.*units\.csv, line 2"):
        units()
