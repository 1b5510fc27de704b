"""What a page offers, the interface offers as well: the same acts, the same refusals, the same records."""

from functools import cache
from typing import Any

from django.db import transaction

from tests.contracts.registries import each
from tests.contracts.world import World
from unionhall.kernel.actions.declare import Action, Call, Invalid, Problem
from unionhall.kernel.actions.run import run
from unionhall.shell.api import api
from unionhall.shell.pages.declare import pages

OFFERED = [action for page in pages for action in page.every_action if not action.hidden]
MISSING = 999_999


@cache
def described() -> dict[str, str]:
    """Every operation of the description: its name → its path."""
    found: dict[str, str] = {}
    for path, methods in api.get_openapi_schema()["paths"].items():
        found |= {operation["operationId"]: path for operation in methods.values()}
    return found


def send(world: World, who: str, action: Action, number: int | None, **body: Any) -> Any:
    path = described()[action.name].replace("{id}", str(number))
    return world.client(who).post(path, body, content_type="application/json")


def sendable(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value is not None}


def is_offered(action: Action) -> None:
    assert action.name in described(), f"{action.name} is on a page and not in the interface"


def is_refused_alike(world: World, action: Action) -> None:
    """Somebody else's record, a missing right, an empty form: the interface says what ``run`` says, and writes nothing."""
    record = None if action.creates else world.sample(action.model)
    number = record.pk if record is not None else None
    before = action.model._default_manager.count()
    if record is not None:
        theirs, nothing = (send(world, "neighbour", action, n, data={}) for n in (number, MISSING))
        assert theirs.status_code == nothing.status_code == 404
        assert theirs.content == nothing.content
    assert send(world, "reviewer", action, number, data={}).status_code == 403
    said = _by_run(world, action, record)
    answer = send(world, "officer", action, number, data={})
    assert answer.status_code == (422 if said else 200), answer.content.decode()
    if said:
        assert answer.json()["errors"] == [{"field": p.field, "message": p.message, "level": p.level} for p in said]
        assert action.model._default_manager.count() == before


def _by_run(world: World, action: Action, record: Any) -> list[Problem]:
    """What ``run`` finds in a form that is sent as it was opened; whatever it does is taken back."""
    place = None if record is not None else world.union
    asked = Call(world.user("officer"), action.standing(record) if record is not None else {}, record=record, org=place)
    with transaction.atomic():
        try:
            run(action, asked)
        except Invalid as refused:
            return refused.problems
        finally:
            transaction.set_rollback(True)
    return []


@each("action", OFFERED)
def test_every_act_of_a_page_is_in_the_interface(action: Action) -> None:
    is_offered(action)


@each("action", OFFERED)
def test_the_interface_refuses_what_the_page_refuses(action: Action, world: World) -> None:
    is_refused_alike(world, action)


@each("action", [page.create for page in pages])
def test_the_interface_registers_what_a_form_registers(action: Action, world: World) -> None:
    data = sendable(world.samples()(world.union).data(action))
    data = {name: value for name, value in data.items() if value != ""}
    answer = send(world, "officer", action, None, data=data, confirmed=True, reason="经核对")
    assert answer.status_code == 200, answer.content.decode()
    number = answer.json()["record"]["id"]
    record = action.model._default_manager.get(pk=number)
    assert record.org == world.union
    assert world.client("officer").get(f"/{action.model._meta.label_lower}/{number}/").status_code == 200


@each("page", pages)
def test_the_interface_reads_what_a_page_reads(page: Any, world: World) -> None:
    own, theirs = world.sample(page.model), world.sample(page.model, world.other)
    client = world.client("officer")
    listed = client.get(f"/api/{page.name}").json()["items"]
    assert [item["id"] for item in listed] == [own.pk]
    assert client.get(f"/api/{page.name}/{own.pk}").status_code == 200
    there, nothing = client.get(f"/api/{page.name}/{theirs.pk}"), client.get(f"/api/{page.name}/{MISSING}")
    assert (there.status_code, there.content) == (nothing.status_code, nothing.content) == (404, nothing.content)
    assert world.client("reviewer").get(f"/api/{page.name}").status_code == 403
