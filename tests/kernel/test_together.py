"""Many at a time, each with a connection of its own: positions stay closed, numbers have no gaps, keys make one record."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from threading import Event
from time import sleep
from typing import Any

import pytest
from django.db import connection, connections, transaction

from tests.kernel.conftest import Town, build_town, clean
from tests.library.models import Loan
from tests.library.workflow import lend, shut
from unionhall.kernel.actions.declare import Call, Invalid, Stale
from unionhall.kernel.actions.places import FOUND, MOVE
from unionhall.kernel.actions.run import run
from unionhall.kernel.actions.upkeep import close_audit_block
from unionhall.kernel.audit import log
from unionhall.kernel.audit.models import Entry
from unionhall.kernel.ledger import locks
from unionhall.kernel.ledger.models import Fact

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 30  # seconds that one waits for another
THREADS = 16 if connection.vendor == "postgresql" else 4


@pytest.fixture
def town(transactional_db: None, tmp_path: Path, settings: Any) -> Town:
    settings.FILES_ROOT = tmp_path / "files"
    return build_town()


@pytest.fixture
def at_once() -> Iterator[Callable[..., list[Any]]]:
    """Runs functions at the same time and gives back what they return, or what they raise."""

    def guarded(work: Callable[[], Any]) -> Any:
        try:
            return work()
        except (Invalid, Stale) as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(THREADS + 2) as pool:
        yield lambda works: list(pool.map(guarded, works))


def write(town: Town, month: int, begun: Event, frozen: Event) -> None:
    """Openings by twos, in transactions that take their time: facts have their numbers before they can be seen.

    Of the three days the last waits until somebody has frozen, so that on a slow machine as well there is something to freeze between.
    """
    for day in (1, 2, 3):
        if day == 3:
            frozen.wait(PATIENCE)
        with transaction.atomic():
            town.open_doors(f"2025-{month:02d}-{day:02d}", 10)
            sleep(0.01)
            town.do(shut, {}, record=town.open_doors(f"2025-{month:02d}-{day:02d}", 7), reason="重复登记")
            sleep(0.01)
        begun.set()


def stands_at(town: Town, at: int) -> tuple[int, int]:
    return Fact.objects.filter(seq__lte=at).count(), town.value("library.visitors", "2025", position=at) or 0


def test_a_closed_position_never_changes_while_others_write(town: Town, at_once: Any) -> None:
    """Openings have no number of their own, for which their writers would have to wait in line."""
    frozen: list[tuple[int, tuple[int, int]]] = []
    begun, once = Event(), Event()

    def freeze() -> None:
        begun.wait(PATIENCE)
        for _ in range(12):
            with transaction.atomic():
                locks.enter(alone=True)
                at = locks.position()
                frozen.append((at, stands_at(town, at)))
            once.set()
            sleep(0.02)

    at_once([freeze, *(partial(write, town, n % 12 + 1, begun, once) for n in range(THREADS))])
    assert 0 < frozen[0][0] < locks.position()
    assert [(at, stands_at(town, at)) for at, _ in frozen] == frozen
    assert town.value("library.visitors", "2025") == THREADS * 30
    assert clean()


def test_numbers_have_no_gaps_although_some_who_took_one_give_up(town: Town, at_once: Any) -> None:
    reader = town.card("周晓禾")

    def give_up() -> None:
        with transaction.atomic():
            town.lend(reader, title="放弃")
            transaction.set_rollback(True)

    at_once([(lambda: town.lend(reader)) if n % 3 else give_up for n in range(24)])
    numbers = sorted(int(number.split("〕")[1][:-1]) for number in Loan.objects.values_list("number", flat=True))
    assert numbers == list(range(1, 17))


def test_the_same_key_from_two_sides_makes_one_loan(town: Town, at_once: Any) -> None:
    data = {"person": town.card("周晓禾").person_id, "title": "山中来信", "kind": "小说", "lent_on": "2026-03-05"}
    outcomes = at_once([lambda: run(lend, Call(None, data, org=town.north, key="k1"))] * THREADS)
    assert Loan.objects.count() == 1
    assert {outcome.record.pk for outcome in outcomes} == {Loan.objects.get().pk}
    assert sum(not outcome.repeated for outcome in outcomes) == 1


def test_of_two_who_correct_the_same_form_one_is_told(town: Town, at_once: Any) -> None:
    from tests.library.actions import CORRECT

    loan = town.lend(town.card("周晓禾"))
    calls = [Call(None, {**CORRECT.initial(loan), "title": title}, record=loan, version=1) for title in ("群山", "大河")]
    outcomes = at_once([lambda call=call: run(CORRECT, call) for call in calls])
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Outcome", "Stale"]
    assert Loan.objects.get().version == 2


def test_a_staff_number_given_out_twice_at_once_is_given_once(town: Town, at_once: Any) -> None:
    from unionhall.kernel.people.models import Card

    outcomes = at_once([lambda n=n: town.card(f"读者{n}", staff_number="007") for n in range(THREADS)])
    assert Card.objects.count() == 1
    assert sum(isinstance(outcome, Invalid) for outcome in outcomes) == THREADS - 1


def test_two_moves_at_once_make_no_ring(town: Town, at_once: Any) -> None:
    from unionhall.kernel.orgs.models import Org

    one, other = (town.do(FOUND, {"kind": "consortium", "name": name}, org=town.consortium) for name in ("东片", "西片"))
    pairs = [(one, other), (other, one)] * 3
    at_once([lambda a=a, b=b: town.do(MOVE, {"new_parent": b.pk, "since": "2026-01-01"}, record=a) for a, b in pairs])
    one, other = Org.objects.get(pk=one.pk), Org.objects.get(pk=other.pk)
    assert {one.parent_id, other.parent_id} != {one.pk, other.pk}
    assert all(org.path == f"{org.parent.path}{org.pk:07d}." for org in (one, other) if org.parent)


def test_a_block_that_is_closed_while_others_write_stays_whole(town: Town, at_once: Any) -> None:
    from tests.kernel.conftest import NOW

    readers = [town.card(f"读者{n}") for n in range(THREADS)]
    writing = [lambda reader=reader: [town.lend(reader) for _ in range(3)] for reader in readers]
    at_once([work for pair in zip(writing, [lambda: close_audit_block(NOW)] * THREADS, strict=True) for work in pair])
    assert log.verify() == []
    assert Entry.objects.count() == THREADS * 4
