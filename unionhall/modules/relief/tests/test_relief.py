"""慰问帮扶: gifts at festivals, limits with their reasons, members and households."""

from decimal import Decimal
from typing import Any

import pytest

from unionhall.base.periods import Period
from unionhall.kernel.actions.declare import Call, Invalid, Outcome, actions
from unionhall.kernel.actions.places import DESCRIBE
from unionhall.kernel.actions.run import run
from unionhall.kernel.audit.models import Entry
from unionhall.kernel.ledger.figures import Ask, figure
from unionhall.modules.relief.actions import CORRECT, REGISTER
from unionhall.modules.relief.models import Visit
from unionhall.modules.relief.workflow import void


def visit(world: Any, kind: str = "visit.illness", amount: str = "500", on: str = "2026-03-05", **more: Any) -> Outcome:
    """A visit to the member of the world, entered today unless a channel says that it is history."""
    call = {name: more.pop(name) for name in ("reason", "confirmed", "channel") if name in more}
    data = {"person": world.card.person_id, "kind": kind, "amount": amount, "visited_on": on, **more}
    return run(REGISTER, Call(world.user("officer"), data, org=world.union, **call))


def value(world: Any, metric: str, period: str = "2026") -> Any:
    return figure(Ask(metric, world.union, Period.parse(period))).value


@pytest.mark.parametrize("form", ["cash", "voucher"])
def test_at_a_festival_union_money_gives_goods_and_neither_cash_nor_vouchers(world: Any, form: str) -> None:
    """R4.2"""
    with pytest.raises(Invalid, match="节日慰问应为实物"):
        visit(world, "festival", "200", form=form)
    assert visit(world, "festival", "200", form="goods").record.pk
    assert value(world, "relief.times") == 1


def test_a_form_that_nobody_chose_is_the_usual_one(world: Any) -> None:
    assert visit(world, "festival", "200").record.form == "goods"
    assert visit(world, "festival", "200", "2026-04-05", source="employer").record.form == "cash"
    assert visit(world).record.form == "cash"


def test_before_the_rule_was_in_force_it_is_silent(world: Any) -> None:
    """R4.2: in force from 15 December 2017."""
    assert not visit(world, "festival", "200", "2017-12-14", form="cash").problems
    with pytest.raises(Invalid):
        visit(world, "festival", "200", "2017-12-15", form="cash")


def test_cash_of_the_employer_at_a_festival_is_not_the_unions_affair(world: Any) -> None:
    """R4.2"""
    assert visit(world, "festival", "200", form="cash", source="employer").record.pk


def test_history_goes_in_as_it_was_with_a_warning(world: Any) -> None:
    """R4.2"""
    told = visit(world, "festival", "200", "2018-02-10", form="cash", channel="import").problems
    assert [(problem.rule, problem.level) for problem in told if problem.rule == "R4.2"] == [("R4.2", "notice")]


def test_above_the_limit_the_rule_is_named_and_a_reason_is_asked(world: Any) -> None:
    """R4.7"""
    with pytest.raises(Invalid, match="每人每次不超过 1000 元，本次 1,500 元") as refused:
        visit(world, amount="1500")
    assert [(problem.level, problem.rule) for problem in refused.value.problems] == [("reason", "R4.7")]
    assert not Visit.objects.exists()


def test_with_a_reason_it_goes_in_and_the_reason_stands_in_the_log(world: Any) -> None:
    """R4.7"""
    why = "手术费用大，经工会委员会集体研究同意"
    done = visit(world, amount="1500", reason=why)
    assert Entry.objects.get(action="relief.visit.register").reason == why
    assert value(world, "relief.amount") == 1500
    assert done.record.amount == 150000


def test_correcting_an_amount_asks_for_the_reason_again(world: Any) -> None:
    """R4.7"""
    done = visit(world, amount="900").record
    with pytest.raises(Invalid, match="仍要保存需写明原因"):
        run(CORRECT, Call(world.user("officer"), {**CORRECT.standing(done), "amount": "1100"}, record=done))


def test_without_a_region_no_limit_is_spoken_of(world: Any) -> None:
    """R4.3"""
    world.union = world.do(DESCRIBE, {"region": ""}, record=world.union)
    assert visit(world, amount="5000").record.pk


def test_in_a_year_no_more_than_the_yearly_sum_and_what_is_left_is_told(world: Any) -> None:
    """R4.9"""
    for day in ("2026-01-12", "2026-04-13"):
        visit(world, "hardship.subsidy", "3000", day)
    with pytest.raises(Invalid, match="今年已有 6,000 元，还可 0 元") as refused:
        visit(world, "hardship.assistance", "100", "2026-09-07")
    assert [problem.rule for problem in refused.value.problems] == ["R4.9"]
    assert visit(world, "hardship.assistance", "100", "2027-01-04", confirmed=True).record.pk


def test_a_void_payment_leaves_room_in_the_year(world: Any) -> None:
    """R4.9"""
    mistake = visit(world, "hardship.subsidy", "3000", "2026-01-12").record
    visit(world, "hardship.subsidy", "3000", "2026-04-13")
    world.do(void, {}, record=mistake, reason="重复登记")
    assert visit(world, "hardship.assistance", "3000", "2026-09-07").record.pk


def test_who_was_not_yet_a_member_on_the_day_is_pointed_out_and_not_refused(world: Any) -> None:
    """R4.8"""
    world.do(actions["membership.membership.enrol"], {"name": "贺松平", "joined_on": "2020-01-06"}, org=world.union)
    told = visit(world).problems
    assert [problem.rule for problem in told] == ["R4.8"]
    assert "请核对入会日期" in told[0].message


def test_twice_on_one_day_for_one_reason_is_asked_about(world: Any) -> None:
    visit(world)
    with pytest.raises(Invalid, match=r"已给.*登记过一次住院探望"):
        visit(world)
    assert visit(world, confirmed=True).record.pk
    assert value(world, "relief.times") == 2
    assert value(world, "relief.people") == 1


def test_a_household_is_counted_in_households_and_the_visit_still_once(world: Any) -> None:
    visit(world, "hardship.subsidy", "1000", target="household")
    visit(world, "hardship.study", "1000", "2026-08-20", target="household")
    visit(world)
    assert (value(world, "relief.households"), value(world, "relief.household_times")) == (1, 2)
    assert (value(world, "relief.people"), value(world, "relief.times")) == (1, 3)


def test_a_visit_counts_for_the_money_it_came_from(world: Any) -> None:
    visit(world, "hardship.subsidy", "1000", source="employer.subsidy")
    visit(world, amount="88.50")
    asked = Ask("relief.amount", world.union, Period.parse("2026"))
    assert figure(asked).value == Decimal("1088.50")
    assert [figure(Ask("relief.amount", world.union, asked.period, source=name)).value for name in ("union_funds", "employer")] == [
        Decimal("88.50"),
        1000,
    ]
