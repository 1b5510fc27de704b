"""What records post: differences, never changes; and what figures make of them."""

from decimal import Decimal
from typing import Any

import pytest

from tests.kernel.conftest import Y2025, Town, clean
from unionhall.kernel.ledger.figures import breakdown, evidence
from unionhall.kernel.ledger.models import Fact

pytestmark = pytest.mark.django_db


def facts(record: Any, metric: str) -> list[tuple[int, int]]:
    return list(Fact.objects.filter(record_id=record.pk, metric=metric).order_by("seq").values_list("n", "value"))


def test_a_loan_is_counted_where_and_when_it_was_lent(town: Town) -> None:
    town.lend(town.card("周晓禾"), "2026-03-05", fee="12.50")
    assert town.value("library.loans", "2026-03") == 1
    assert town.value("library.loans", "2026-04") == 0
    assert town.value("library.fees") == Decimal("12.50")
    assert town.value("library.loans", org=town.consortium) == 1
    assert town.value("library.loans", org=town.south) is None


def test_a_correction_posts_the_difference_and_changes_nothing_that_stands(town: Town) -> None:
    loan = town.lend(town.card("周晓禾"), "2026-03-05", fee="12")
    before = list(Fact.objects.order_by("seq").values())
    town.correct(loan, fee="15")
    assert list(Fact.objects.order_by("seq").values())[: len(before)] == before
    assert facts(loan, "library.fees") == [(1, 1200), (-1, -1200), (1, 1500)]
    assert facts(loan, "library.loans") == [(1, 1)]
    assert town.value("library.fees") == 15


def test_a_reversal_names_the_line_that_it_takes_back(town: Town) -> None:
    loan = town.lend(town.card("周晓禾"), fee="12")
    town.correct(loan, fee="15")
    town.correct(loan, fee="18")
    lines = Fact.objects.filter(metric="library.fees").order_by("seq")
    assert [(line.n, line.reverses) for line in lines] == [
        (1, None),
        (-1, lines[0].seq),
        (1, None),
        (-1, lines[2].seq),
        (1, None),
    ]


def test_a_void_loan_counts_for_nothing_and_is_no_evidence(town: Town) -> None:
    loan = town.lend(town.card("周晓禾"), fee="12")
    town.void(loan)
    assert (town.value("library.loans"), town.value("library.fees"), town.value("library.readers"), town.value("library.out")) == (
        0,
        0,
        0,
        0,
    )
    assert evidence(town.ask("library.loans")) == []
    assert sum(Fact.objects.values_list("n", flat=True)) == sum(Fact.objects.values_list("value", flat=True)) == 0
    assert clean()


def test_a_corrected_loan_no_longer_counts_its_old_person(town: Town) -> None:
    wrong, right = town.card("周晓禾"), town.card("沈渡")
    loan = town.lend(wrong)
    town.lend(right)
    assert town.value("library.readers") == 2
    town.correct(loan, person=right.person_id)
    assert town.value("library.readers") == 1
    assert {row.subject for row in evidence(town.ask("library.loans"))} == {right.person_id}


def test_evidence_says_where_and_when_a_corrected_loan_stands_now(town: Town) -> None:
    loan = town.lend(town.card("周晓禾"), "2026-03-05", unit="后库")
    town.correct(loan, lent_on="2026-05-09", unit="前台")
    (row,) = evidence(town.ask("library.loans"))
    assert (row.on.isoformat(), row.org) == ("2026-05-09", town.front.pk)


def test_a_loan_carried_to_another_day_leaves_the_month_that_it_was_in(town: Town) -> None:
    loan = town.lend(town.card("周晓禾"), "2026-03-05")
    town.correct(loan, lent_on="2026-04-01")
    assert (town.value("library.loans", "2026-03"), town.value("library.loans", "2026-04")) == (0, 1)
    assert evidence(town.ask("library.loans", "2026-03")) == []


def test_what_is_out_stands_at_the_end_of_the_period(town: Town) -> None:
    reader = town.card("周晓禾")
    first, _ = town.lend(reader, "2025-11-01"), town.lend(reader, "2026-02-01")
    town.give_back(first, "2026-03-10")
    out = {code: town.value("library.out", code) for code in ("2025", "2026-02", "2026-03", "2026")}
    assert out == {"2025": 1, "2026-02": 2, "2026-03": 1, "2026": 1}
    assert [row.sum for row in evidence(town.ask("library.out"))] == [1]


def test_asking_for_a_kind_asks_for_all_below_it(town: Town) -> None:
    reader = town.card("周晓禾")
    for kind in ("print.novel", "print.atlas", "film"):
        town.lend(reader, kind=kind)
    assert town.value("library.loans", kind="print") == 2
    assert town.value("library.loans", kind="print.atlas") == 1
    assert [(name, found.value) for name, _, found in breakdown(town.ask("library.loans"), "kind")] == [
        ("print", 2),
        ("print.novel", 1),
        ("print.atlas", 1),
        ("film", 1),
    ]


def test_sex_and_category_come_from_the_card(town: Town) -> None:
    for name, sex, category in (("周晓禾", "female", "镇上"), ("沈渡", "male", "镇上"), ("白杏", "female", "村里")):
        town.lend(town.card(name, sex=sex, category=category))
    assert town.value("library.loans", sex="female") == 2
    assert town.value("library.readers", category="镇上", sex="female") == 1
    assert [(label, found.value) for _, label, found in breakdown(town.ask("library.loans"), "sex")] == [("女", 2), ("男", 1)]


def test_a_share_has_its_parts_and_nothing_to_say_over_nothing(town: Town) -> None:
    assert town.value("library.women_share") is None
    town.lend(town.card("周晓禾", sex="female"))
    town.lend(town.card("沈渡", sex="male"))
    town.lend(town.card("白杏", sex="male"))
    share = town.figure("library.women_share")
    assert (share.value, share.top, share.bottom) == (Decimal("33.3"), 1, 3)


@pytest.mark.parametrize(("written", "month", "year"), [("2026-03-05", 1, 1), ("2026-03", 1, 1), ("2026", None, 1)])
def test_a_day_counts_where_it_is_known_well_enough(town: Town, written: str, month: int | None, year: int) -> None:
    town.lend(town.card("周晓禾"), written)
    assert (town.value("library.loans", "2026-03"), town.value("library.loans")) == (month, year)


def test_a_month_says_how_many_have_no_exact_day(town: Town) -> None:
    reader = town.card("周晓禾")
    town.lend(reader, "2026-10-03")
    vague, mistaken = town.lend(reader, "2026"), town.lend(reader, "2026")
    town.void(mistaken)
    october = town.figure("library.loans", "2026-10")
    assert (october.value, october.undated, town.figure("library.loans").undated) == (1, 1, 0)
    town.correct(vague, lent_on="2026-10-09")
    october = town.figure("library.loans", "2026-10")
    assert (october.value, october.undated) == (2, 0)


def test_a_twelvemonth_across_two_years_does_not_count_what_is_known_to_the_year(town: Town) -> None:
    reader = town.card("周晓禾")
    town.lend(reader, "2025")
    town.lend(reader, "2026-02-02")
    season = town.figure("library.loans", "2025-09-01/2026-09-01")
    assert (season.value, season.undated) == (1, 1)


def test_a_fee_that_nobody_wrote_down_is_not_a_fee_of_nothing(town: Town) -> None:
    town.lend(town.card("周晓禾"))
    assert facts(town.lend(town.card("沈渡"), fee="0"), "library.fees") == [(1, 0)]
    fees = town.figure("library.fees")
    assert (fees.value, fees.records) == (0, 1)


def test_no_record_means_nothing_where_the_register_is_kept_and_unknown_where_it_is_not(town: Town) -> None:
    assert town.value("library.visitors") is None
    assert town.value("library.loans") is None
    town.lend(town.card("周晓禾"), "2026-06-01")
    assert town.value("library.loans", "2026-02") == 0
    assert town.value("library.loans", "2025") is None
    assert town.value("library.visitors") is None


def test_a_confirmed_zero_is_known(town: Town) -> None:
    town.open_doors("2026-05-01", 0)
    assert (town.value("library.visitors"), town.figure("library.visitors").records) == (0, 1)
    assert [row.sum for row in evidence(town.ask("library.visitors"))] == [0]


def test_a_head_count_without_names_adds_up_and_knows_no_persons(town: Town) -> None:
    town.open_doors("2026-05-01", 140)
    town.open_doors("2026-05-02", 60)
    assert town.value("library.visitors") == 200
    assert {row.subject for row in evidence(town.ask("library.visitors"))} == {None}


def test_months_add_up_to_the_year_and_desks_to_the_library(town: Town) -> None:
    reader = town.card("周晓禾")
    for day, desk in (("2026-01-05", "前台"), ("2026-01-09", "后库"), ("2026-07-01", "前台"), ("2026-08-01", None)):
        town.lend(reader, day, unit=desk)
    months = {name: found.value for name, _, found in breakdown(town.ask("library.loans"), "month")}
    assert {name: value for name, value in months.items() if value} == {"2026-01": 2, "2026-07": 1, "2026-08": 1}
    desks = [(label, found.value) for _, label, found in breakdown(town.ask("library.loans"), "org")]
    assert desks == [("前台", 2), ("后库", 1), ("北坡图书馆", 1)]


def test_libraries_add_up_to_the_consortium_with_what_they_declare(town: Town) -> None:
    town.lend(town.card("周晓禾"), unit="前台")
    town.declare("library.loans", "2026", 30, org=town.south)
    rows = [(label, found.value) for _, label, found in breakdown(town.ask("library.loans", org=town.consortium), "org")]
    assert rows == [("北坡图书馆", 1), ("南湾图书馆", 30)]
    assert town.value("library.loans", org=town.consortium) == 31


def test_an_unknown_way_to_break_down_is_named(town: Town) -> None:
    with pytest.raises(ValueError, match="可按"):
        list(breakdown(town.ask("library.loans"), "colour"))
    with pytest.raises(ValueError, match="整月"):
        list(breakdown(town.ask("library.loans", "2026-01-05/2026-02-17"), "month"))


def test_small_cells_of_a_guarded_number_stay_closed_to_those_who_see_no_records(town: Town) -> None:
    for name in ("周晓禾", "沈渡", "白杏"):
        town.lend(town.card(name, sex="female"))
    town.lend(town.card("石原", sex="male"))
    cells = {name: found.value for name, _, found in breakdown(town.ask("library.readers"), "sex", guarded=True)}
    assert cells == {"female": 3, "male": None}


@pytest.mark.parametrize("metric", ["library.loans", "library.fees", "library.out", "library.visitors"])
def test_every_figure_is_what_its_evidence_adds_up_to(town: Town, metric: str) -> None:
    readers = [town.card(name) for name in ("周晓禾", "沈渡")]
    loans = [town.lend(reader, day, fee="3.5") for reader in readers for day in ("2025-12-30", "2026-01-05", "2026-07-01")]
    town.give_back(loans[0], "2026-02-01")
    town.void(loans[1])
    town.correct(loans[2], fee="7")
    town.open_doors("2026-02-01", 12)
    town.declare("library.loans", "2026-05", 9, org=town.south)
    town.declare("library.fees", "2026-05", "80.5", org=town.south)
    for period in ("2026", "2026-05", "2025"):
        asked = town.ask(metric, period, org=town.consortium)
        assert sum(row.sum for row in evidence(asked)) == (town.value(metric, period, org=town.consortium) or 0)


def test_a_rule_may_ask_for_the_number_of_one_person(town: Town) -> None:
    one, other = town.card("周晓禾"), town.card("沈渡")
    town.lend(one)
    town.lend(other)
    town.lend(other)
    assert town.value("library.loans", subject=other.person_id) == 2


def test_what_one_record_adds_can_be_asked_alone(town: Town) -> None:
    town.lend(town.card("周晓禾"), fee="3")
    loan = town.lend(town.card("沈渡"), fee="5")
    assert town.value("library.fees", record=loan.ref) == 5


def test_a_figure_as_of_a_position_does_not_know_what_came_later(town: Town) -> None:
    from unionhall.kernel.ledger.locks import position

    reader = town.card("周晓禾")
    loan = town.lend(reader, fee="3")
    then = position()
    town.correct(loan, fee="9")
    town.lend(reader)
    assert (town.value("library.fees", position=then), town.value("library.loans", position=then)) == (3, 1)
    assert [row.sum for row in evidence(town.ask("library.fees", position=then))] == [3]
    assert town.value("library.loans", Y2025, position=then) is None
