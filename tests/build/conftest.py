"""The small world, built once for all tests of the warehouse."""

import pytest
from built_world import Built
from small_world import make_world

from commonlist import warehouse
from places import at_home


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    root, home = make_world(tmp_path_factory.mktemp("world"))
    with at_home(root, home):
        return Built(root, home, warehouse.build())
