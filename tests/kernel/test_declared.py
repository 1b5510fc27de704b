"""Numbers that somebody declares where there are no records, and how they give way."""

from decimal import Decimal

import pytest

from tests.kernel.conftest import NOW, Town, clean
from unionhall.kernel.actions.declare import Invalid
from unionhall.kernel.actions.figures import CORRECT_FIGURE, VOID_FIGURE
from unionhall.kernel.ledger.figures import evidence

pytestmark = pytest.mark.django_db


def test_a_declared_figure_is_shown_as_such_and_is_its_own_evidence(town: Town) -> None:
    declared = town.declare("library.loans", "2025-03", "120")
    found = town.figure("library.loans", "2025-03")
    assert (found.value, found.declared, found.records) == (120, True, 0)
    assert [(row.model, row.record_id, row.sum) for row in evidence(town.ask("library.loans", "2025-03"))] == [(*declared.ref, 120)]
    assert str(declared) == "借阅120次"


def test_a_declared_figure_gives_way_to_records_of_its_own_time_and_place(town: Town) -> None:
    reader = town.card("周晓禾")
    town.declare("library.loans", "2026-01", 50)
    town.declare("library.loans", "2026-02", 60)
    assert town.value("library.loans") == 110
    loan = town.lend(reader, "2026-02-10")
    assert (town.value("library.loans", "2026-01"), town.value("library.loans", "2026-02"), town.value("library.loans")) == (50, 1, 51)
    town.void(loan)
    assert town.value("library.loans") == 110


def test_records_of_another_library_take_nothing_away(town: Town) -> None:
    town.declare("library.loans", "2026", 50, org=town.south)
    town.lend(town.card("周晓禾"))
    assert town.value("library.loans", org=town.consortium) == 51


def test_of_a_declared_stock_the_newest_counts(town: Town) -> None:
    town.declare("library.residents", "2025-12-31", 900)
    town.declare("library.residents", "2026-06-30", 930)
    assert town.value("library.residents", "2026-03") == 900
    assert town.value("library.residents", "2026") == 930
    assert town.value("library.residents", "2024") is None
    assert town.value("library.residents", org=town.consortium) == 930


def test_an_opening_balance_gives_way_once_the_register_is_kept(town: Town) -> None:
    town.declare("library.out", "2025-12-31", 40)
    assert town.value("library.out") == 40
    loan = town.lend(town.card("周晓禾"), "2026-02-01")
    town.give_back(loan, "2026-03-01")
    assert town.value("library.out", "2026-02") == 1
    assert town.value("library.out") == 0


def test_a_declared_zero_is_a_confirmed_zero(town: Town) -> None:
    town.declare("library.visitors", "2026-04", 0)
    found = town.figure("library.visitors", "2026-04")
    assert (found.value, found.declared) == (0, True)


def test_money_is_declared_in_yuan(town: Town) -> None:
    declared = town.declare("library.fees", "2025", "1,200.50元")
    assert town.value("library.fees", "2025") == Decimal("1200.5")
    again = town.do(CORRECT_FIGURE, {**CORRECT_FIGURE.initial(declared), "value": "1300"}, record=declared)
    assert (town.value("library.fees", "2025"), str(again)) == (1300, "借阅费用1300元")
    town.do(VOID_FIGURE, {}, record=again, reason="记错了年份")
    assert town.value("library.fees", "2025") is None
    assert clean()


@pytest.mark.parametrize(
    ("metric", "value", "told"),
    [
        ("library.readers", 3, "不能申报"),
        ("library.reach", 3, "不能申报"),
        ("library.nothing", 3, "不能申报"),
        ("library.loans", "3.5", "应为整数"),
        ("library.fees", "-3", "不能是负数"),
    ],
)
def test_what_does_not_add_up_cannot_be_declared(town: Town, metric: str, value: object, told: str) -> None:
    with pytest.raises(Invalid, match=told):
        town.declare(metric, "2026", value)


def test_a_share_may_rest_on_a_declared_whole(town: Town) -> None:
    town.declare("library.residents", "2026-06-30", 40)
    town.lend(town.card("周晓禾"))
    reach = town.figure("library.reach")
    assert (reach.value, reach.declared) == (Decimal("2.5"), True)


def test_what_was_declared_later_is_not_known_at_an_earlier_position(town: Town) -> None:
    from unionhall.kernel.ledger.locks import position

    town.declare("library.loans", "2025", 50)
    then = position()
    town.lend(town.card("周晓禾"), "2025-05-01", at=NOW)
    assert (town.value("library.loans", "2025"), town.value("library.loans", "2025", position=then)) == (1, 50)
