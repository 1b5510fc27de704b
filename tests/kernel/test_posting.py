"""Whatever happens to records, the ledger says what they say: by example and by chance."""

from contextlib import suppress
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.kernel.conftest import Town, clean
from tests.library.actions import CARRY
from tests.library.models import Loan
from unionhall.kernel.actions.declare import Invalid
from unionhall.kernel.actions.figures import restate_metric
from unionhall.kernel.actions.persons import CORRECT_CARD, MERGE
from unionhall.kernel.audit.models import Entry
from unionhall.kernel.ledger import check
from unionhall.kernel.ledger.figures import evidence
from unionhall.kernel.ledger.locks import position
from unionhall.kernel.ledger.metrics import measures, metrics
from unionhall.kernel.ledger.models import Fact
from unionhall.kernel.people.models import Card

pytestmark = pytest.mark.django_db

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["lend", "correct", "void", "give back", "carry", "change sex", "merge"]),
        st.integers(0, 5),
        st.integers(0, 5),
        st.sampled_from(["2025-12-30", "2026-01-03", "2026-02", "2026"]),
    ),
    max_size=14,
)
METRICS = ("library.loans", "library.fees", "library.out")


def step(town: Town, loans: list[Any], cards: list[Any], what: tuple[str, int, int, str]) -> None:
    """One thing that may happen; what the rules refuse does not happen."""
    verb, which, who, day = what
    card = Card.objects.get(pk=cards[who % len(cards)].pk)
    if verb == "lend":
        loans.append(town.lend(card, day, fee=str(which), kind="film" if who % 2 else "print.atlas"))
    elif verb == "change sex":
        town.do(CORRECT_CARD, {**CORRECT_CARD.initial(card), "sex": ["", "female", "male"][which % 3]}, record=card)
    elif verb == "merge" and card.pk != cards[0].pk:
        town.do(MERGE, {"other": card.pk}, record=Card.objects.get(pk=cards[0].pk), reason="同一人")
        cards.remove(card)
    elif loans:
        change(town, Loan.objects.get(pk=loans[which % len(loans)].pk), card, what)


def change(town: Town, loan: Any, card: Any, what: tuple[str, int, int, str]) -> None:
    verb, which, who, day = what
    unit = "前台" if which % 2 and loan.org == town.north else None
    changes = {
        "correct": lambda: town.correct(loan, person=card.person_id, lent_on=day, fee=str(who), unit=unit),
        "void": lambda: town.void(loan),
        "give back": lambda: town.give_back(loan, "2026-12-31"),
        "carry": lambda: town.do(CARRY, {"org": town.south.pk}, record=loan),
    }
    with suppress(Invalid):
        changes.get(verb, lambda: None)()


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_the_ledger_follows_the_records_through_anything(town: Town, steps: list[tuple[str, int, int, str]]) -> None:
    with transaction.atomic():
        loans: list[Any] = []
        cards = [town.card(f"读者{n}", sex="female" if n % 2 else "male") for n in range(4)]
        seen: list[tuple[Any, ...]] = []
        for what in steps:
            step(town, loans, cards, what)
            stands = list(Fact.objects.order_by("seq").values_list())
            assert stands[: len(seen)] == seen, "a line of the ledger was altered"
            seen = stands
        assert clean()
        for asked in (town.ask(metric, period, town.consortium) for metric in METRICS for period in ("2025", "2026-02", "2026")):
            assert sum(row.sum for row in evidence(asked)) == (town.value(asked.metric, asked.period, town.consortium) or 0)
        readers = {row.subject for row in evidence(town.ask("library.loans", org=town.consortium))}
        assert (town.value("library.readers", org=town.consortium) or 0) == len(readers)
        transaction.set_rollback(True)


def test_verify_names_a_record_whose_facts_are_not_its_own(town: Town) -> None:
    loan = town.lend(town.card("周晓禾"), fee="3")
    type(loan).objects.filter(pk=loan.pk).update(fee=400)
    (difference,) = check.verify()
    assert difference.ref == loan.ref
    stands, made = check.rebuild()
    assert stands != made


def test_verify_names_facts_whose_record_is_gone(town: Town) -> None:
    loan = town.lend(town.card("周晓禾"))
    ref = loan.ref
    loan.delete()
    assert [difference.ref for difference in check.verify()] == [ref]
    assert not clean()


@pytest.fixture
def raised(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Loans in their second version: from now on they are counted by another rule."""

    def raise_version() -> None:
        monkeypatch.setitem(metrics._items, "library.loans", replace_version())

    def replace_version() -> Any:
        second = object.__new__(type(metrics["library.loans"]))
        second.__dict__.update({**metrics["library.loans"].__dict__, "version": 2})
        return second

    return raise_version


def test_a_changed_meaning_is_restated_as_one_act_and_counts_the_same_records_once(town: Town, raised: Any) -> None:
    reader = town.card("周晓禾")
    town.lend(reader, "2025-05-01")
    town.declare("library.loans", "2024", 7)
    then = position()
    raised()
    late = town.lend(reader, "2026-05-01")
    assert {difference.ref for difference in check.verify()}
    assert restate_metric("library.loans") == 4
    assert clean()
    assert [town.figure("library.loans", year).value for year in ("2024", "2025", "2026")] == [7, 1, 1]
    assert [town.figure("library.loans", year).version for year in ("2024", "2025", "2026")] == [2, 2, 2]
    before = town.figure("library.loans", "2025", position=then)
    assert (before.value, before.version) == (1, 1)
    assert town.value("library.readers") == 1
    entry = Entry.objects.latest("pk")
    assert (entry.reason, entry.org) == ("口径变更", None)
    assert restate_metric("library.loans") == 0
    assert late.version == 1


def test_a_metric_is_known_again_by_what_it_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    before = check.fingerprint("library.loans")
    changed = [object.__new__(type(measure)) for measure in measures[Loan]]
    for new, old in zip(changed, measures[Loan], strict=True):
        new.__dict__.update({**old.__dict__, "states": ("lent",)} if old.metric == "library.loans" else old.__dict__)
    monkeypatch.setitem(measures, Loan, changed)
    assert check.fingerprint("library.loans") != before
    assert check.fingerprint("library.fees") == check.fingerprint("library.fees")
