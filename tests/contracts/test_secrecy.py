"""What is sensitive is masked where it is shown, and in clear nowhere in the database; figures of another union are not there."""

from typing import Any

import pytest
from django.apps import apps

from tests.contracts.browsing import crawl, is_page, told
from tests.contracts.registries import each
from tests.contracts.world import World, furnish
from unionhall.kernel.actions.declare import actions
from unionhall.kernel.audit.models import Entry
from unionhall.kernel.ledger.metrics import metrics
from unionhall.shell.pages.declare import pages

IDENTITY = "110101199003074477"
PHONE = "13912345678"
ENROL = "membership.membership.enrol"


def holds(text: str) -> list[str]:
    """The tables in which a text stands, in whatever column."""
    tables = {model._meta.db_table: model._default_manager.values_list() for model in apps.get_models(include_auto_created=True)}
    return [table for table, rows in tables.items() if any(text in repr(value) for row in rows for value in row)]


def test_an_identity_number_stands_in_clear_nowhere(world: World) -> None:
    data = {**world.samples()(world.union).data(actions[ENROL]), "identity": IDENTITY}
    member = world.do(actions[ENROL], data, org=world.union)
    world.do(actions["membership.membership.correct"], {**data, "identity": IDENTITY, "name": "沈青禾"}, record=member)
    assert not holds(IDENTITY)
    assert not holds(IDENTITY[6:])
    assert "people_card" in holds(data["phone"]), "what stands in clear would be found"


def test_no_page_that_is_come_to_by_links_shows_a_whole_identity_number(world: World) -> None:
    furnish(world)
    world.do(actions[ENROL], {**world.samples()(world.union).data(actions[ENROL]), "identity": IDENTITY}, org=world.union)
    for url, answer in crawl(world.client("officer")).items():
        if is_page(answer):
            assert IDENTITY not in told(answer), url


def test_a_list_shows_the_ends_of_a_phone_only(world: World) -> None:
    world.do(actions[ENROL], {**world.samples()(world.union).data(actions[ENROL]), "phone": PHONE}, org=world.union)
    answer = told(world.client("officer").get("/membership.membership/"))
    assert PHONE not in answer
    assert PHONE[:3] in answer
    assert PHONE[-4:] in answer


def test_a_phone_stands_in_clear_on_its_card_alone(world: World) -> None:
    member = world.do(actions[ENROL], {**world.samples()(world.union).data(actions[ENROL]), "phone": PHONE}, org=world.union)
    other = "13887654321"
    world.do(actions["membership.membership.correct"], {**actions[ENROL].initial(member), "phone": other}, record=member)
    assert holds(other) == ["people_card"]
    assert holds(PHONE) == []


@each("page", [page for page in pages if page.model.sensitive])
def test_the_log_says_that_something_sensitive_changed_and_never_what(page: Any, world: World) -> None:
    record = world.sample(page.model)
    world.act(next(action for action in page.actions if action.verb == "correct"), record, turn=1)
    now = page.model._default_manager.get(pk=record.pk)
    logged = repr(list(Entry.objects.filter(model=page.name).values_list("changes", flat=True)))
    for name in page.model.sensitive:
        for text in (getattr(record, name), getattr(now, name)):
            assert text
            assert text not in logged


@pytest.mark.parametrize("who", ["neighbour", "leader", "member"])
@pytest.mark.parametrize("address", ["/figures/evidence/?metric={metric}&", "/api/figures?", "/api/evidence?metric={metric}&"])
def test_another_unions_figures_and_evidence_are_not_there(address: str, who: str, world: World) -> None:
    """Whoever has no right to a place's figures learns as much of it as of a place that does not exist."""
    furnish(world)
    place = world.union if who == "neighbour" else world.other
    client = world.client(who)
    metric = next(metric.name for metric in metrics if metric.form == "flow")
    start = address.format(metric=metric) + "period=2026&org="
    there, nothing = client.get(start + place.code), client.get(start + "U99")
    assert there.status_code == nothing.status_code in (403, 404), there.status_code
    assert told(there).replace(place.code, "") == told(nothing).replace("U99", "")
