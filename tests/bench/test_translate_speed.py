"""What a translation costs, over one code in twenty and all pairs of publishers, and how long a whole list takes in SQL."""

import statistics
import time
from datetime import date
from pathlib import Path

import pytest

from commonlist import registry, translate
from commonlist.crosswalk.lists import lists
from commonlist.land.landing import Origin, land
from places import REAL, needs_real
from translated import correspondences

pytestmark = [pytest.mark.bench, needs_real]

DAY = date(2026, 11, 26)


def test_a_translation_takes_milliseconds_and_a_list_less_than_a_second(home: Path) -> None:
    for source_id in lists():
        land(registry.source(source_id), Origin(kind="folder", folder=REAL))
    folder = correspondences(home)
    started = time.perf_counter()
    catalog = translate.load(folder)
    print(f"an edition is loaded in {1000 * (time.perf_counter() - started):.0f} ms")
    publishers = sorted(set(catalog.lists.values()))
    whole = {}
    for pair in ((one, other) for one in publishers for other in publishers if one != other):
        started = time.perf_counter()
        catalog.session.execute("from translations($1, $2, on_day := $3)", [*pair, DAY]).fetchall()
        whole[pair] = time.perf_counter() - started
    codes = catalog.session.execute("select publisher_code || ':' || item_code, publisher_code from code_states order by all").fetchall()
    spent = []
    for code, publisher in codes[::20]:
        for destination in publishers:
            if destination != publisher:
                started = time.perf_counter()
                translate.translate(catalog, code, destination, DAY)
                spent.append(1000 * (time.perf_counter() - started))
    mean, median, last = statistics.mean(spent), statistics.median(spent), statistics.quantiles(spent, n=100)[98]
    print(f"{len(spent):,} translations: mean {mean:.3f} ms, median {median:.3f} ms, slowest {max(spent):.0f} ms")
    print(f"  99 of 100 take less than {last:.3f} ms")
    print(f"a whole list into another publisher's: at most {1000 * max(whole.values()):.0f} ms")
    assert mean < 5
    assert max(whole.values()) < 1
