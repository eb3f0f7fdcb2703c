"""Words that figures carry as numbers: every word that may land has its number, and the parts of a divided figure are the figure."""

from typing import Any

import pytest
from built_world import Built

from commonlist.registry.statistics import PARTY_ROLES
from commonlist.schema.licensing_observation import VALUE_STATES, LicensingObservation

UNITS = next(check.statistics["allowed_values"] for check in LicensingObservation.to_schema().columns["unit"].checks)


@pytest.mark.parametrize(("key", "words"), [("value_state", VALUE_STATES), ("destination_role", PARTY_ROLES), ("unit", UNITS)])
def test_every_word_that_may_land_has_a_key(built: Built, key: str, words: Any) -> None:
    known = {word for (word,) in built.rows(f"select unnest(enum_range(null::{key}_key))")}

    assert known == set(words)


def test_the_parts_of_every_figure_add_up_to_it_to_the_cent(built: Built) -> None:
    parts = "sum(figure) = any_value(value) as whole, count(*) as part_count from intermediate.int_observations_mapped"
    added = built.rows(f"select {parts} where figure is not null group by source_id, edition_date, source_line, measure_code")

    assert {whole for whole, _ in added} == {True}
    assert max(count for _, count in added) > 1
