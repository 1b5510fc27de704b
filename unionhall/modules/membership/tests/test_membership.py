"""会籍: from when it counts, that it is one, and what leaving does."""

from typing import Any

import pytest

from unionhall.base.periods import Period
from unionhall.kernel.actions.declare import Call, Invalid
from unionhall.kernel.actions.run import run
from unionhall.kernel.ledger.figures import Ask, figure
from unionhall.kernel.papers.draft import Draft
from unionhall.modules.membership.actions import CORRECT, ENROL
from unionhall.modules.membership.models import Membership
from unionhall.modules.membership.sections import _months_of_joining
from unionhall.modules.membership.workflow import leave, void

IDENTITY = "110101199003074477"


def enrol(world: Any, joined_on: str = "2026-03-05", org: Any = None, **more: str) -> Any:
    data = {"name": "沈青禾", "joined_on": joined_on, "unit": world.groups[(org or world.union).pk][0].pk, **more}
    return world.do(ENROL, data, org=org or world.union)


def joining(world: Any) -> str:
    """What the report of the year says of those who joined."""
    return "".join(str(getattr(run, "text", run)) for run in _months_of_joining(Draft(world.union, Period.year(2026))) or ())


def members(world: Any, period: str, **more: Any) -> Any:
    return figure(Ask("membership.members", world.union, Period.parse(period), **more)).value


def test_membership_counts_from_the_day_of_approval(world: Any) -> None:
    """R1.21"""
    enrol(world, "2025-06-01", name="贺松平")
    enrol(world, "2026-03-05")
    assert (members(world, "2026-02"), members(world, "2026-03"), members(world, "2026-03-05/2026-03-06")) == (1, 2, 2)
    assert members(world, "2026-03-04/2026-03-05") == 1


def test_nobody_is_a_member_twice_of_one_union(world: Any) -> None:
    """R1.23"""
    enrol(world, staff_number="0101")
    with pytest.raises(Invalid, match="已在册"):
        enrol(world, staff_number="0101")
    assert members(world, "2026") == 1


def test_nobody_is_a_member_of_two_unions_and_the_other_one_is_not_named(world: Any) -> None:
    """R1.23"""
    enrol(world, org=world.other, identity=IDENTITY)
    with pytest.raises(Invalid, match="已在其他工会入会") as refused:
        enrol(world, identity=IDENTITY)
    assert world.other.name not in str(refused.value)


def test_who_has_left_one_union_joins_the_next_as_the_same_person(world: Any) -> None:
    """R1.23"""
    before = enrol(world, "2025-01-06", org=world.other, identity=IDENTITY)
    world.do(leave, {"left_on": "2026-02-28", "leave_reason": "transferred"}, record=before)
    after = enrol(world, "2026-03-01", identity=IDENTITY)
    assert after.person == before.person
    assert members(world, "2026") == 1


def test_two_of_one_name_are_two_people_and_somebody_is_told(world: Any) -> None:
    first = enrol(world, staff_number="0101")
    asked = {"name": "沈青禾", "staff_number": "0102", "joined_on": "2026-03-05"}
    outcome = run(ENROL, Call(None, asked, org=world.union))
    assert outcome.record.person != first.person
    assert ["同名" in problem.message for problem in outcome.problems] == [True]
    assert members(world, "2026") == 2


def test_leaving_needs_its_day_and_not_one_before_joining(world: Any) -> None:
    member = enrol(world)
    with pytest.raises(Invalid, match="需填写退会日期"):
        world.do(leave, {}, record=member)
    with pytest.raises(Invalid, match="早于入会日期"):
        world.do(leave, {"left_on": "2026-03-04"}, record=member)


def test_who_left_is_a_member_up_to_that_day_and_is_counted_as_having_left(world: Any) -> None:
    enrol(world, "2025-01-06", name="贺松平")
    member = enrol(world)
    world.do(leave, {"left_on": "2026-06-30", "leave_reason": "withdrew"}, record=member)
    assert (members(world, "2026-05"), members(world, "2026-06")) == (2, 1)
    assert figure(Ask("membership.left", world.union, Period.parse("2026-06"))).value == 1


def test_one_entered_by_mistake_was_never_a_member(world: Any) -> None:
    member = enrol(world)
    world.do(void, {}, record=member, reason="录入错误")
    assert members(world, "2026") == 0
    assert Membership.objects.get().state == "void"


def test_a_day_of_joining_known_to_the_month_stands_on_its_last(world: Any) -> None:
    member = enrol(world, "2014-05")
    assert (f"{member.joined_on:%Y-%m-%d}", member.joined_on_precision) == ("2014-05-31", "month")


def test_correcting_the_sex_moves_the_women_and_leaves_the_members(world: Any) -> None:
    member = enrol(world, sex="male", staff_number="0101")
    assert (members(world, "2026"), members(world, "2026", sex="female")) == (1, 0)
    world.do(CORRECT, {**CORRECT.standing(member), "sex": "female"}, record=member)
    assert (members(world, "2026"), members(world, "2026", sex="female")) == (1, 1)


def test_one_who_joined_alone_did_not_join_all_in_one_month(world: Any) -> None:
    enrol(world, "2026-11-06")
    assert "1人，在11月。" in joining(world)
    enrol(world, "2026-11-09", name="贺松平")
    assert "2人，均在11月。" in joining(world)


def test_a_roster_that_contradicts_an_identity_number_goes_in_and_says_so(world: Any) -> None:
    data = {"name": "沈青禾", "joined_on": "2024-03-05", "identity": IDENTITY, "sex": "female", "born_on": "1990-03-07"}
    with pytest.raises(Invalid, match="性别与身份证号不一致"):
        run(ENROL, Call(world.user("officer"), data, org=world.union))
    told = run(ENROL, Call(world.user("officer"), data, org=world.union, channel="import")).problems
    assert [(problem.level, problem.field) for problem in told] == [("notice", "sex")]
