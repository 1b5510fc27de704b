"""A list and a record page ask the database as often for 25 rows as for 5; how often is kept in a file.

``pytest tests/contracts/test_queries.py --renew-queries`` writes the file anew; what has grown has to be explained in review.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.contracts.registries import each
from tests.contracts.world import World
from unionhall.shell.pages.declare import house, pages

KEPT = Path(__file__).parent / "queries.json"
FEW, MANY = 5, 25
SCREENS = [page for page in (*pages, *house) if page.create]


def grows(world: World, page: Any, paths: list[str]) -> dict[str, tuple[int, int]]:
    """How many queries each address takes with few records, and with many."""
    world.sample(page.model)
    _fill(world, page, FEW - 1)
    few = {path: asked(world, path) for path in paths}
    _fill(world, page, MANY - FEW)
    return {path: (few[path], asked(world, path)) for path in paths}


def asked(world: World, path: str) -> int:
    client = world.client("officer")
    client.get("/")  # what is read once for all, such as the session
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200, path
    return len(queries)


def is_constant(world: World, page: Any, paths: list[str]) -> dict[str, int]:
    """The count of each address, which must not depend on the number of rows."""
    found = grows(world, page, paths)
    assert all(few == many for few, many in found.values()), found
    return {path: many for path, (_, many) in found.items()}


def _fill(world: World, page: Any, count: int) -> None:
    """More records; those that are lines of a head all belong to its sample."""
    for turn in range(count):
        world.act(page.create, turn=turn % 2)
    for panel in page.panels:
        for create in [other.create for other in SCREENS if other.model is panel.model] * count:
            world.act(create)


@each("page", SCREENS)
def test_a_page_asks_as_often_for_many_rows_as_for_few(page: Any, world: World, pytestconfig: pytest.Config) -> None:
    record = world.sample(page.model)
    paths = {"list": f"/{page.name}/", "record": f"/{page.name}/{record.pk}/"}
    found = is_constant(world, page, list(paths.values()))
    counts = {name: found[path] for name, path in paths.items()}
    kept = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    if pytestconfig.getoption("--renew-queries", default=False):
        KEPT.write_text(json.dumps(dict(sorted({**kept, page.name: counts}.items())), indent=1) + "\n")
        return
    assert counts == kept.get(page.name), "run: pytest tests/contracts/test_queries.py --renew-queries"


def test_the_file_speaks_of_pages_that_there_are() -> None:
    assert set(json.loads(KEPT.read_text())) == {page.name for page in SCREENS}
