"""Pages that are made of figures ask the ledger for all of them together: seldom, and as often for many records as for few."""

import pytest
from django.urls import reverse

from tests.contracts.test_ledger import everything
from tests.contracts.test_queries import asked
from tests.contracts.world import World
from unionhall.kernel.papers.actions import BEGIN
from unionhall.shell.pages.declare import pages

MOST = 100


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("desk", {}),
        ("figures", {}),
        ("paper", {"kind": "annual-report", "period_code": "2026"}),
        ("paper", {"kind": "monthly-return", "period_code": "2026-03"}),
    ],
)
def test_a_page_made_of_figures_asks_seldom(name: str, made: dict[str, str], world: World) -> None:
    everything(world)
    path = reverse(name, args=[world.do(BEGIN, made, org=world.union).pk] if made else [])
    few = asked(world, path)
    for page in pages:
        world.act(page.create, turn=1)
    assert few < MOST
    assert asked(world, path) <= few
