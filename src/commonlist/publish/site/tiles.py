"""Destinations become the tiles of a schematic map: one tile each, as near to its place on the globe as free tiles allow.

No borders are drawn. Places are the mean of the coordinates that the time zone database (public domain) gives for a country's zones;
half of each coordinate is its rank among all, so that crowded parts of the world get room.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import combinations

from commonlist.publish.site.page import Value
from commonlist.publish.site.reading import Reading, Row, grouped

COLUMNS, ROWS = 30, 17
CLASSES = (1, 5, 15)
QUERY = (
    "select destination_code, destination_name, count(distinct reporting_state_code) filter (where value_original > 0) as state_count\n"
    "from 'licensing_by_destination.parquet'\nwhere destination_code is not null\ngroup by all\norder by all;"
)
Point = tuple[float, float]


class Tile(Value):
    """One destination: where its tile lies, counted from 1, and how many states report a figure to it."""

    code: str
    name: str
    path: str
    column: int
    row: int
    count: int
    shade: int


def of(reading: Reading) -> list[Tile]:
    """Every destination with a code and a place, from the north-west to the south-east."""
    by_code = grouped(reading.rows("licensing_by_destination"), lambda row: row["destination_code"])
    where = places(code for code in by_code if code)
    tiles = []
    for code, (column, row) in where.items():
        count = counted(by_code[code])
        shade = sum(count >= least for least in CLASSES)
        name, path = by_code[code][0]["destination_name"], f"destinations/{code.lower()}.html"
        tiles.append(Tile(code=code, name=name, path=path, column=column, row=row, count=count, shade=shade))
    return sorted(tiles, key=lambda tile: (tile.row, tile.column))


def counted(rows: list[Row]) -> int:
    """How many states report a figure other than zero in rows of one destination."""
    return len({row["reporting_state_code"] for row in rows if row["value_original"]} - {None})


def places(codes: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Column and row of each code (ISO 3166-1 alpha-3), no two alike; a code without a time zone has none."""
    known = sorted(code for code in codes if code in globe())
    across = _spread([globe()[code][0] for code in known], COLUMNS)
    down = _spread([-globe()[code][1] for code in known], ROWS)
    wanted = dict(zip(known, zip(across, down, strict=True), strict=True))
    chosen: dict[str, Point] = {}
    free = [(float(column), float(row)) for row in range(ROWS) for column in range(COLUMNS)]
    for code in known:
        chosen[code] = min(free, key=lambda cell: _apart(cell, wanted[code]))
        free.remove(chosen[code])
    while _swapped(chosen, wanted):
        pass
    return {code: (int(column) + 1, int(row) + 1) for code, (column, row) in chosen.items()}


def _swapped(chosen: dict[str, Point], wanted: dict[str, Point]) -> int:
    """Exchange tiles wherever that brings two places nearer together to where they belong; how often it did."""
    count = 0
    for one, other in combinations(sorted(chosen), 2):
        here, there = chosen[one], chosen[other]
        now = _apart(here, wanted[one]) + _apart(there, wanted[other])
        if _apart(there, wanted[one]) + _apart(here, wanted[other]) < now - 1e-9:
            chosen[one], chosen[other] = there, here
            count += 1
    return count


def _apart(one: Point, other: Point) -> float:
    return (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2


def _spread(values: Sequence[float], size: int) -> list[float]:
    """Values between 0 and `size` - 1, half by their size and half by their rank."""
    if not values:
        return []
    ordered, least = sorted(values), min(values)
    width, last = (max(values) - least) or 1, max(1, len(values) - 1)
    return [(size - 1) * ((value - least) / width + ordered.index(value) / last) / 2 for value in values]


@cache
def globe() -> dict[str, Point]:
    """Longitude and latitude in degrees by ISO 3166-1 alpha-3 code."""
    import pycountry
    import pytz

    with pytz.open_resource("zone.tab") as table:
        lines = [line.split("\t") for line in table.read().decode("utf-8").splitlines() if not line.startswith("#")]
    found: dict[str, list[Point]] = {}
    for alpha2, coordinates, *_ in lines:
        country = pycountry.countries.get(alpha_2=alpha2)
        if country:
            cut = max(coordinates.rfind("+"), coordinates.rfind("-"))
            longitude, known = _degrees(coordinates[cut:], 3), found.setdefault(country.alpha_3, [])
            known.append((_beside(longitude, known[0][0]) if known else longitude, _degrees(coordinates[:cut], 2)))
    return {code: (_mean([x for x, _ in points]), _mean([y for _, y in points])) for code, points in found.items()}


def _degrees(written: str, digits: int) -> float:
    """ISO 6709: a sign, whole degrees in that many digits, then minutes."""
    whole, minutes = int(written[1 : digits + 1]), int(written[digits + 1 : digits + 3])
    return (whole + minutes / 60) * (-1 if written[0] == "-" else 1)


def _beside(longitude: float, first: float) -> float:
    """The same meridian, counted on from that of the first place across the date line."""
    return longitude + 360 * round((first - longitude) / 360)


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)
