"""A small town of invented libraries; collected only where nothing but the kernel and the library is installed."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from unionhall.base.identifiers import check_digit
from unionhall.base.periods import Period

if "tests.library" not in settings.INSTALLED_APPS:
    collect_ignore_glob = ["test_*.py"]

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
Y2025, Y2026 = Period.year(2025), Period.year(2026)


@dataclass
class Town:
    """A consortium with two libraries; the north one has two desks. Calls are made by the officer of the north library."""

    consortium: Any
    north: Any
    south: Any
    front: Any
    back: Any
    users: dict[str, Any] = field(default_factory=dict)
    _titles: int = 0

    def user(self, name: str) -> Any:
        """The user as a new request meets it: with nothing remembered."""
        return type(self.users[name]).objects.get(pk=self.users[name].pk)

    def card(self, name: str, org: Any = None, **more: Any) -> Any:
        """A reader's card, kept by the north library unless said otherwise."""
        from unionhall.kernel.actions.persons import ADD_CARD

        return self.do(ADD_CARD, {"name": name, **more}, org=org or self.north)

    def lend(self, person: Any, lent_on: str = "2026-03-05", org: Any = None, **more: Any) -> Any:
        """A loan of some novel to the person on a card, free of charge unless said otherwise."""
        from tests.library.workflow import lend

        self._titles += 1
        data = {"person": person.person_id, "title": f"第{self._titles}本", "kind": "print.novel", "lent_on": lent_on, **more}
        return self.do(lend, data, org=org or self.north)

    def correct(self, loan: Any, **changed: Any) -> Any:
        from tests.library.actions import CORRECT

        return self.do(CORRECT, {**CORRECT.initial(loan), **changed}, record=loan)

    def void(self, loan: Any) -> Any:
        from tests.library.workflow import void

        return self.do(void, {}, record=loan, reason="重复登记")

    def give_back(self, loan: Any, returned_on: str) -> Any:
        from tests.library.workflow import bring_back

        return self.do(bring_back, {"returned_on": returned_on}, record=loan)

    def open_doors(self, held_on: str, visitors: int, org: Any = None) -> Any:
        from tests.library.actions import OPEN

        return self.do(OPEN, {"held_on": held_on, "visitors": visitors}, org=org or self.north)

    def declare(self, metric: str, on: str, value: object, org: Any = None) -> Any:
        from unionhall.kernel.actions.figures import DECLARE_FIGURE

        return self.do(DECLARE_FIGURE, {"metric": metric, "on": on, "value": value}, org=org or self.north)

    def do(self, action: Any, data: dict[str, Any], *, by: Any = None, **more: Any) -> Any:
        """Carry out an action, as a job unless somebody is named; returns the record."""
        from unionhall.kernel.actions.declare import Call
        from unionhall.kernel.actions.run import run

        return run(action, Call(by, data, **{"at": NOW, **more})).record

    def figure(self, metric: str, period: Period | str = Y2026, org: Any = None, **more: Any) -> Any:
        from unionhall.kernel.ledger.figures import figure

        return figure(self.ask(metric, period, org, **more))

    def value(self, metric: str, period: Period | str = Y2026, org: Any = None, **more: Any) -> Any:
        return self.figure(metric, period, org, **more).value

    def ask(self, metric: str, period: Period | str = Y2026, org: Any = None, **more: Any) -> Any:
        from unionhall.kernel.ledger.figures import Ask

        return Ask(metric, org or self.north, Period.parse(period) if isinstance(period, str) else period, **more)


def build_town() -> Town:
    """Found the places and open the accounts; to be called with a database."""
    from unionhall.kernel.access.models import Grant, User
    from unionhall.kernel.orgs.models import Org, found

    consortium = found(Org(code="T", kind="consortium", name="青禾馆联盟", region="3701"))
    north = found(Org(code="N", kind="library", name="北坡图书馆", parent=consortium, region="370102"))
    south = found(Org(code="S", kind="library", name="南湾图书馆", parent=consortium, region="370103"))
    front = found(Org(code="N-01", kind="desk", name="前台", parent=north))
    back = found(Org(code="N-02", kind="desk", name="后库", parent=north))
    town = Town(consortium, north, south, front, back)
    places = {"officer": north, "leader": front, "reviewer": consortium, "neighbour": south, "member": north}
    for name, org in places.items():
        town.users[name] = User.objects.create(name=name, display_name=name)
        role = "officer" if name == "neighbour" else name
        Grant.objects.create(user=town.users[name], role=role, org=org, valid_from=date(2020, 1, 1))
    town.users["stranger"] = User.objects.create(name="stranger", display_name="stranger")
    return town


@pytest.fixture
def town(db: None, tmp_path: Path, settings: Any) -> Town:
    settings.FILES_ROOT = tmp_path / "files"
    return build_town()


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    """Series are remembered by number for the life of a process; a test's database does not live as long."""
    from unionhall.kernel.ledger import posting

    posting._series.clear()
    yield
    posting._series.clear()


@pytest.fixture
def on_postgresql() -> bool:
    return bool(os.environ.get("UNIONHALL_DATABASE_URL"))


def clean() -> bool:
    """Whether the ledger says what the records say, record by record and as a whole."""
    from unionhall.kernel.ledger.check import rebuild, verify

    stands, made = rebuild()
    return not list(verify()) and stands == made


def identity_number(first: str = "37010219900101001") -> str:
    """An identity number that nobody has; its first seventeen digits may be given."""
    return first + check_digit(first)
