"""One small world with the real modules: a federation, two unions with two groups each, and whoever works in them."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
PASSWORD = "一句足够长的话2026"


@dataclass
class World:
    """Everything is made through ``run``, by the house itself unless somebody is named with ``by``."""

    federation: Any
    union: Any
    other: Any
    groups: dict[int, list[Any]]
    card: Any = None
    users: dict[str, Any] = field(default_factory=dict)
    kept: dict[tuple[str, int], Any] = field(default_factory=dict)

    def user(self, name: str) -> Any:
        """As a new request meets the user: with nothing remembered."""
        return type(self.users[name]).objects.get(pk=self.users[name].pk)

    def client(self, name: str = "") -> Any:
        """A browser, signed in where somebody is named."""
        from django.test import Client

        client = Client()
        if name:
            client.force_login(self.user(name), backend="unionhall.shell.pages.signin.NameOrPhone")
        return client

    def samples(self) -> Any:
        from tests.contracts.samples import Sampler

        return lambda place: Sampler(place, self.person, self.group, self.sample)

    def do(self, action: Any, data: dict[str, Any], *, by: str = "", **more: Any) -> Any:
        """Carry out an action; returns its record."""
        from unionhall.kernel.actions.declare import Call
        from unionhall.kernel.actions.run import run

        more = {"at": NOW, "reason": "经核对", "confirmed": True, **more}
        return run(action, Call(self.user(by) if by else None, data, **more)).record

    def act(self, action: Any, record: Any = None, *, place: Any = None, turn: int = 0, **more: Any) -> Any:
        """Carry out an action with sample data, in the record's own place or the one that is named; the own union where neither is."""
        place = place or (record.org if record is not None else self.union)
        data = self.samples()(place).data(action, turn)
        return self.do(action, data, record=record, org=None if record is not None else place, **more)

    def sample(self, model: Any, place: Any = None) -> Any:
        """The sample record of a model in a place, made through its own create action when first asked for."""
        place = place or self.union
        key = (model._meta.label_lower, place.pk)
        if key not in self.kept or not model._default_manager.filter(pk=self.kept[key].pk).exists():
            self.kept[key] = self.act(creator(model), place=place)
        return model._default_manager.get(pk=self.kept[key].pk)

    def person(self, place: Any) -> Any:
        """The card of somebody new in a place, in its first group."""
        from unionhall.kernel.actions.persons import ADD_CARD

        sampler = self.samples()(place)
        return self.do(ADD_CARD, {**sampler.data(ADD_CARD), "unit": self.groups[place.pk][0].pk}, org=place)

    def group(self, place: Any, turn: int = 0) -> Any:
        groups = self.groups.get(place.pk) or [place]
        return groups[turn % len(groups)]


def creator(model: Any) -> Any:
    """The action by which records of a model come about: the one of its pages, else the first that creates."""
    from unionhall.kernel.actions.declare import actions
    from unionhall.shell.pages.declare import pages

    page = pages.get(model._meta.label_lower)
    return page.create if page else next(action for action in actions if action.creates and action.model is model)


def build() -> World:
    """Found the places, keep the first people, open the accounts; to be called with a database."""
    from unionhall.kernel.actions.places import FOUND

    world = World(None, None, None, {})
    world.federation = world.do(FOUND, {"kind": "federation", "name": "青禾区总工会", "region": "990102"})
    world.union = world.do(FOUND, {"kind": "union", "name": "恒川机械厂工会"}, org=world.federation)
    world.other = world.do(FOUND, {"kind": "union", "name": "松涛纺织厂工会"}, org=world.federation)
    for union, names in ((world.union, ("铸造小组", "装配小组")), (world.other, ("细纱小组", "织布小组"))):
        world.groups[union.pk] = [world.do(FOUND, {"kind": "group", "name": name}, org=union) for name in names]
    world.card = world.person(world.union)
    _open_accounts(world)
    return world


def _open_accounts(world: World) -> None:
    from unionhall.kernel.actions.rights import OPEN_ACCOUNT

    group = world.groups[world.union.pk][0]
    for name, role, place, shown in (
        ("officer", "officer", world.union, "郑文秀"),
        ("neighbour", "officer", world.other, "沈惠芳"),
        ("leader", "leader", group, "贺明辉"),
        ("member", "member", world.union, "周晓禾"),
        ("reviewer", "reviewer", world.federation, "丁立新"),
    ):
        data = {"role": role, "display_name": shown, "name": name, "person": world.card.person_id if name == "member" else ""}
        world.users[name] = world.do(OPEN_ACCOUNT, data, org=place).user


def furnish(world: World) -> None:
    """A record of every register in both unions; of people's registers also one of the member's own, and one of the other group."""
    from unionhall.kernel.actions.persons import ADD_CARD
    from unionhall.shell.pages.declare import pages

    colleague = world.do(
        ADD_CARD, {**world.samples()(world.union).data(ADD_CARD), "unit": world.groups[world.union.pk][1].pk}, org=world.union
    )
    for page in pages:
        for place in (world.union, world.other):
            world.sample(page.model, place)
        for card in (world.card, colleague) if "person" in {given.name for given in page.create.takes} else ():
            data = {**world.samples()(world.union).data(page.create, 1), "person": card.person_id}
            world.do(page.create, data, org=world.union)
