"""Who sees what: strangers sign in, another union's records are not there, rights are asked for everything, nothing is carried away."""

from typing import Any

import pytest

from tests.contracts.browsing import SIGN_IN, addresses, blanks, filled, is_open, read, told
from tests.contracts.registries import each
from tests.contracts.world import NOW, World
from unionhall.kernel.access.scope import OutOfReach, Refused, may, reach
from unionhall.kernel.actions.batches import confirm, new_batch
from unionhall.kernel.actions.declare import Action, Call, Invalid, actions
from unionhall.kernel.actions.models import Batch
from unionhall.kernel.actions.run import run
from unionhall.kernel.ledger.models import model_named
from unionhall.kernel.orgs.models import Org
from unionhall.kernel.people.models import Card
from unionhall.shell.pages.declare import house, pages

MISSING = 999_999
OPEN_TO_STRANGERS = {"sign_in", "keep_alive", "activate", "activate_code"}
REFUSES_STRANGERS_ITSELF = "api/"  # a program is told 401, where a person is led to the sign-in page
# Whose number stands in an address; those of the registers carry the name of the model themselves.
NUMBERED = {
    "paper": "papers.paper",
    "figure": "papers.paper",
    "import/": "shell.preview",
    "check/": "shell.checked",
    "import/done": "actions.batch",
    "access.grant": "access.grant",
    "files": "files.file",
}
SCREENS = [page for page in (*pages, *house) if page.create]
WHO = ("officer", "neighbour", "leader", "member", "reviewer")


def is_closed_to_strangers(route: str, client: Any) -> None:
    url = filled(route)
    for answer in (client.get(url), client.post(url)):
        if route.startswith(REFUSES_STRANGERS_ITSELF) and answer.status_code != 302:
            assert answer.status_code in (401, 405), url
        else:
            assert (answer.status_code, answer.headers.get("Location", "").partition("?")[0]) == (302, SIGN_IN), url


def is_not_there(world: World, name: str, number: int, verbs: tuple[str, ...]) -> None:
    """Page and every action of a record answer the neighbour exactly as a number that nobody has."""
    client = world.client("neighbour")
    for tail in ("", *(f"{verb}/" for verb in verbs)):
        there, missing = f"/{name}/{number}/{tail}", f"/{name}/{MISSING}/{tail}"
        for ask in (client.get, client.post):
            answer, nothing = ask(there), ask(missing)
            assert answer.status_code == nothing.status_code == 404, there
            assert told(answer).replace(str(number), "") == told(nothing).replace(str(MISSING), "").replace(str(number), ""), there


def is_out_of_reach(action: Action, world: World) -> None:
    """``run`` tells the neighbour of a record, and of a place, no more than of nothing."""
    record = None if action.creates else subject(world, action)
    data = world.samples()(world.union).data(action)
    place = None if record is not None else world.union
    with pytest.raises(OutOfReach):
        run(action, Call(world.user("neighbour"), data, record=record, org=place, reason="经核对", confirmed=True))


def is_refused_without_the_right(action: Action, world: World) -> None:
    """Somebody of the level above reaches the record, and still may not act where the role does not say so."""
    asker = "reviewer"
    record = None if action.creates else subject(world, action)
    data = world.samples()(world.union).data(action)
    place = None if record is not None else world.union
    with pytest.raises(Refused) as refused:
        run(action, Call(world.user(asker), data, record=record, org=place, reason="经核对", confirmed=True))
    assert action.permission.label in str(refused.value)


def cannot_be_carried_away(action: Action, world: World) -> None:
    """Whatever of the neighbour's is written into a form: it is refused, or the record stays and names nothing of theirs."""
    from django.db import transaction

    record = None if action.creates else subject(world, action)
    data = world.samples()(world.union).data(action) | _theirs(action, world)
    data |= {"org": world.other.pk, "unit": world.group(world.other).pk, "org_id": world.other.pk}
    try:
        with transaction.atomic():
            place = None if record is not None else world.union
            done = run(action, Call(world.user("officer"), data, record=record, org=place, reason="经核对", confirmed=True)).record
    except (Invalid, OutOfReach, Refused):
        return
    assert not names_of_theirs(done, world)


def _theirs(action: Action, world: World) -> dict[str, Any]:
    """The neighbour's people, places and records for every input that takes such."""
    from tests.contracts.samples import Sampler

    sampler = Sampler(world.other, world.person, world.group, world.sample)
    kinds = ("person", "unit", "org", "record")
    found = {given.name: sampler.value(action, given, 0) for given in action.takes if given.kind in kinds}
    for given in action.takes:
        if given.kind == "record" and given.model is Card:
            found[given.name] = world.person(world.other).pk
    return found


def names_of_theirs(record: Any, world: World) -> list[str]:
    """The fields by which a record names a place or a record of the neighbour's."""
    now = type(record)._default_manager.filter(pk=record.pk).first()
    found = []
    for field in now._meta.concrete_fields if now is not None else ():
        value = getattr(now, field.name) if field.is_relation else None
        place = value if isinstance(value, Org) else getattr(value, "org", None)
        if place is not None and (place.path or "").startswith(world.other.path):
            found.append(field.name)
        person = field.name == "person" and value is not None
        if person and not value.cards.filter(org=world.union).exists():
            found.append(field.name)
    return found


def subject(world: World, action: Action) -> Any:
    """The own union's sample of what an action is done to; of places its first group, of batches an empty one."""
    if action.model is Org:
        return world.group(world.union)
    if action.model is Batch:
        return _batch(world)
    return world.sample(action.model)


def _batch(world: World) -> Batch:
    batch = new_batch(world.union, world.users["officer"], "名册.csv", None, NOW)
    confirm(batch, [])
    return batch


@each("route", [route for route, pattern in addresses() if not is_open(pattern) or route.startswith(REFUSES_STRANGERS_ITSELF)])
def test_a_stranger_is_asked_to_sign_in(route: str, client: Any, settings: Any, tmp_path: Any) -> None:
    """Before anything is asked of the database."""
    settings.STATIC_ROOT = tmp_path
    is_closed_to_strangers(route, client)


def test_nothing_else_is_open_to_strangers() -> None:
    opened = {pattern.name for route, pattern in addresses() if is_open(pattern) and not route.startswith(REFUSES_STRANGERS_ITSELF)}
    assert opened == OPEN_TO_STRANGERS


@each("page", SCREENS)
def test_another_unions_record_is_not_there(page: Any, world: World) -> None:
    record = world.sample(page.model)
    is_not_there(world, page.name, record.pk, tuple(action.verb for action in page.every_action))


@each("action", actions)
def test_another_union_can_do_nothing_to_what_is_ours(action: Action, world: World) -> None:
    is_out_of_reach(action, world)


@each("action", [action for action in actions if "reviewer" not in {role.name for role in action.permission.roles}])
def test_an_action_is_refused_without_its_right(action: Action, world: World) -> None:
    is_refused_without_the_right(action, world)


@each("action", actions)
def test_nothing_can_be_carried_to_another_place(action: Action, world: World) -> None:
    cannot_be_carried_away(action, world)


@each("route", [route for route, _ in addresses() if ("int", "number") in blanks(route) and ("str", "name") not in blanks(route)])
def test_every_numbered_address_is_closed_to_the_neighbour(route: str, world: World) -> None:
    owner = max((start for start in NUMBERED if route.startswith(start)), key=len, default="")
    assert owner, f"say in NUMBERED whose number stands in {route}"
    model = model_named(NUMBERED[owner])
    made = _made(world, model)
    client = world.client("neighbour")
    verbs = [action.verb for action in actions if action.model is model and not action.creates] or ["x"]
    for verb in verbs if ("str", "verb") in blanks(route) else ("",):
        url, missing = (filled(route, number=number, verb=verb, key="relief.times") for number in (made.pk, MISSING))
        for ask in (client.get, client.post):
            answer, nothing = ask(url), ask(missing)
            assert answer.status_code == nothing.status_code, url
            assert answer.status_code in (302, 404, 405), url
            assert str(made) not in told(answer), url


def _made(world: World, model: Any) -> Any:
    """One of the own union's: a record, or what only a page makes."""
    from django.utils import timezone

    if model in (Org, Batch):
        return world.group(world.union) if model is Org else _batch(world)
    if any(action.creates and action.model is model for action in actions):
        return world.sample(model)
    from unionhall.kernel.files.models import keep

    file = keep(world.union, "名单.csv", "姓名\n周晓禾\n".encode(), world.users["officer"])
    if model._meta.model_name == "file":
        return file
    return model.objects.create(user=world.users["officer"], org=world.union, file=file, made_at=timezone.now())


@pytest.mark.parametrize("who", WHO)
@each("page", SCREENS)
def test_a_register_opens_for_whoever_has_its_right_and_for_nobody_else(page: Any, who: str, world: World) -> None:
    client, user = world.client(who), world.user(who)
    sees, writes = bool(reach(user, page.view)), bool(reach(user, page.create.permission))
    assert client.get(f"/{page.name}/").status_code == (200 if sees else 403)
    assert client.get(f"/{page.name}/add/").status_code == (200 if sees and writes else 403)
    if page.register:
        assert client.get(f"/{page.name}/export/").status_code == (200 if sees and writes else 403)


@pytest.mark.parametrize("who", WHO)
@each("page", pages)
def test_a_form_opens_only_for_whoever_may_send_it(page: Any, who: str, world: World) -> None:
    """The record is the member's own, of the leader's group, in the officer's union and below the reviewer's federation."""
    takes = {given.name for given in page.create.takes}
    data = {**world.samples()(world.union).data(page.create), **({"person": world.card.person_id} if "person" in takes else {})}
    record = world.do(page.create, data, org=world.group(world.union))
    for action in page.actions:
        allowed = may(world.user(who), page.view, record) and may(world.user(who), action.permission, record)
        answer = world.client(who).get(f"/{page.name}/{record.pk}/{action.verb}/")
        assert (answer.status_code == 200) is allowed, (action.name, answer.status_code)


@each("page", pages)
def test_a_list_and_an_export_hold_only_ones_own_records(page: Any, world: World) -> None:
    own, theirs = world.sample(page.model), world.sample(page.model, world.other)
    client = world.client("officer")
    query = f"?q={str(theirs).strip('《》').split()[0]}"
    for url in (f"/{page.name}/", f"/{page.name}/{query}", f"/search/{query}", *([f"/{page.name}/export/"] if page.register else [])):
        text = _said(client.get(url))
        assert str(theirs).strip("《》").split()[0] not in text.replace(query.removeprefix("?q="), "", 3 if "q=" in url else 0), url
    assert str(own).strip("《》").split()[0] in _said(client.get(f"/{page.name}/"))


def _said(answer: Any) -> str:
    if "html" in answer.headers["Content-Type"]:
        return " ".join(read(answer)[0])
    from unionhall.shell.sheets.workbook import read as opened

    book = opened(answer.content, "导出.xlsx", lambda heading: True)
    return " ".join(str(cell) for sheet in book.sheets for row in sheet.rows for cell in row.cells)
