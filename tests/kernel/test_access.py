"""Who reaches what, asked in one way by everything."""

from datetime import date
from typing import Any

import pytest

from tests.kernel.conftest import NOW, Town
from tests.library.models import Loan
from tests.library.permissions import LEND, READ
from unionhall.kernel.access import scope
from unionhall.kernel.access.models import Grant, Slip, User
from unionhall.kernel.access.permissions import EVIDENCE, FIGURES
from unionhall.kernel.access.scope import OutOfReach, Refused
from unionhall.kernel.actions.declare import Invalid
from unionhall.kernel.actions.rights import END_GRANT, ISSUE_SLIP, OPEN_ACCOUNT
from unionhall.kernel.orgs.models import Org

pytestmark = pytest.mark.django_db


@pytest.fixture
def loans(town: Town) -> dict[str, Any]:
    """One loan at each desk and one in the south; the first is the member's own."""
    own = town.card("周晓禾", unit="前台")
    User.objects.filter(name="member").update(person=own.person)
    return {
        "front": town.lend(own),
        "back": town.lend(town.card("沈渡", unit="后库")),
        "south": town.lend(town.card("石原", town.south), org=town.south),
    }


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("member", {"front"}),
        ("leader", {"front"}),
        ("officer", {"front", "back"}),
        ("neighbour", {"south"}),
        ("reviewer", set()),
        ("stranger", set()),
    ],
)
def test_lists_hold_what_is_within_reach(town: Town, loans: dict[str, Any], name: str, seen: set[str]) -> None:
    rows = set(scope.rows(Loan, town.user(name), READ))
    assert rows == {loans[place] for place in seen}
    assert {loan for loan in loans.values() if scope.may(town.user(name), READ, loan)} == rows


def test_a_member_reads_what_is_their_own_and_lends_nothing(town: Town, loans: dict[str, Any]) -> None:
    scope.require(town.user("member"), READ, loans["front"])
    with pytest.raises(Refused):
        scope.require(town.user("member"), LEND, loans["front"])
    with pytest.raises(OutOfReach):
        scope.require(town.user("member"), READ, loans["back"])


def test_a_reviewer_sees_figures_and_no_record_behind_them(town: Town, loans: dict[str, Any]) -> None:
    reviewer = town.user("reviewer")
    scope.require(reviewer, FIGURES, town.north)
    for asked, place in ((EVIDENCE, town.north), (READ, loans["front"])):
        with pytest.raises(Refused):
            scope.require(reviewer, asked, place)


def test_out_of_reach_names_nothing_and_a_refusal_names_right_and_role(town: Town, loans: dict[str, Any]) -> None:
    with pytest.raises(OutOfReach) as gone:
        scope.require(town.user("neighbour"), READ, loans["front"])
    assert str(gone.value) == "没有找到，或不在可办理的范围内"
    with pytest.raises(Refused) as refused:
        scope.require(town.user("member"), LEND, loans["front"])
    assert str(refused.value) == "需要“办理借阅”的权限，工会专干、小组长有此权限"


def test_a_grant_holds_from_day_to_day(town: Town) -> None:
    user = User.objects.create(name="summer")
    Grant.objects.create(user=user, role="officer", org=town.north, valid_from=date(2026, 6, 1), valid_to=date(2026, 9, 1))
    held = {day: bool(scope.grants_of(user, day)) for day in (date(2026, 5, 31), date(2026, 6, 1), date(2026, 8, 31), date(2026, 9, 1))}
    assert list(held.values()) == [False, True, True, False]


def test_an_account_that_is_switched_off_reaches_nothing(town: Town, loans: dict[str, Any]) -> None:
    User.objects.filter(name="officer").update(is_active=False)
    assert not scope.rows(Loan, town.user("officer"), READ)


def test_organizations_are_reached_like_records(town: Town) -> None:
    assert set(scope.rows(Org, town.user("officer"), FIGURES)) == {town.north, town.front, town.back}
    assert scope.home(town.user("leader")) == town.north
    assert scope.home(town.user("stranger")) is None


def test_an_account_is_opened_with_a_slip_and_no_password(town: Town) -> None:
    data = {"role": "officer", "display_name": "罗 宁", "name": "luoning", "phone": "138 0000 1111"}
    grant = town.do(OPEN_ACCOUNT, data, org=town.north, by=town.user("officer"))
    assert (grant.user.display_name, grant.user.phone, grant.user.has_usable_password()) == ("罗宁", "13800001111", False)
    assert grant.slip.usable(NOW)
    assert User.objects.by_sign_in("13800001111") == User.objects.by_sign_in("luoning") == grant.user
    for name, phone in (("luoning", ""), ("13800001111", ""), ("luo", "13800001111")):
        with pytest.raises(Invalid, match="已用于另一用户"):
            town.do(OPEN_ACCOUNT, {**data, "name": name, "phone": phone}, org=town.north)


def test_an_account_for_ones_own_things_names_whose(town: Town) -> None:
    with pytest.raises(Invalid, match="对应人员"):
        town.do(OPEN_ACCOUNT, {"role": "member", "display_name": "周晓禾", "name": "zhou"}, org=town.north)


def test_an_ended_grant_ends_on_the_day_of_the_office(town: Town) -> None:
    from datetime import UTC, datetime

    grant = Grant.objects.get(user=town.users["leader"])
    town.do(END_GRANT, {}, record=grant, at=datetime(2026, 11, 19, 17, 0, tzinfo=UTC))  # already the 20th in Shanghai
    grant.refresh_from_db()
    assert grant.valid_to == date(2026, 11, 20)


def test_a_new_slip_ends_the_one_before(town: Town) -> None:
    grant = Grant.objects.get(user=town.users["leader"])
    first = town.do(ISSUE_SLIP, {}, record=grant, by=town.user("officer")).slip
    second = town.do(ISSUE_SLIP, {}, record=grant, by=town.user("officer")).slip
    assert (Slip.objects.get(pk=first.pk).usable(NOW), second.usable(NOW)) == (False, True)


def test_nobody_gets_the_password_of_somebody_who_may_do_more(town: Town) -> None:
    chief = town.users["reviewer"]
    grant = Grant.objects.create(user=chief, role="officer", org=town.north)
    with pytest.raises(Invalid, match="上级组织"):
        town.do(ISSUE_SLIP, {}, record=grant, by=town.user("officer"))
