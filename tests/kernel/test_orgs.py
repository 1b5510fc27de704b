"""Organizations: founded, renamed, moved; figures are asked under the tree of the period's last day."""

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.kernel.conftest import Town, clean
from unionhall.kernel.access.scope import OutOfReach, Refused
from unionhall.kernel.actions.declare import Invalid
from unionhall.kernel.actions.persons import CORRECT_CARD
from unionhall.kernel.actions.places import APPOINT, DISSOLVE, FOUND, MOVE, RENAME
from unionhall.kernel.ledger.figures import breakdown
from unionhall.kernel.orgs import models as tree
from unionhall.kernel.orgs.models import Org, Placement

pytestmark = pytest.mark.django_db


@pytest.fixture
def branch(town: Town) -> Any:
    """A consortium inside the consortium, without libraries yet."""
    return town.do(FOUND, {"kind": "consortium", "name": "东片馆联盟", "since": "2020-01-01"}, org=town.consortium)


def test_an_organization_is_founded_with_code_and_region_of_its_own(town: Town, branch: Any) -> None:
    assert (branch.code, branch.region, branch.parent) == ("T-01", "3701", town.consortium)
    assert branch.path.startswith(town.consortium.path)
    assert branch.home() == branch
    assert town.front.home() == town.north


def test_a_code_is_not_given_twice_although_its_first_holder_has_moved(town: Town, branch: Any) -> None:
    second = town.do(FOUND, {"kind": "consortium", "name": "西片馆联盟"}, org=town.consortium)
    town.do(MOVE, {"new_parent": branch.pk, "since": "2026-01-01"}, record=second)
    third = town.do(FOUND, {"kind": "consortium", "name": "西二片馆联盟"}, org=town.consortium)
    assert [branch.code, second.code, third.code] == ["T-01", "T-02", "T-03"]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"kind": "desk", "name": "问讯台"}, "之下不能设“服务台”"),
        ({"kind": "ship", "name": "书船"}, "没有“ship”"),
        ({"kind": "library", "name": "南湾图书馆"}, "已有“南湾图书馆”"),
        ({"kind": "library", "name": "新馆", "code": "N"}, "组织代码“N”已被使用"),
    ],
)
def test_what_cannot_be_founded_there_is_told_in_words(town: Town, data: dict[str, str], told: str) -> None:
    with pytest.raises(Invalid, match=told):
        town.do(FOUND, data, org=town.consortium)


def test_a_name_holds_from_its_day_on(town: Town) -> None:
    town.do(RENAME, {"new_name": "北坡书院", "since": "2026-07-01"}, record=town.north)
    town.north.refresh_from_db()
    assert town.north.name == "北坡书院"
    assert [tree.name_on(town.north, day) for day in (date(2026, 6, 30), date(2026, 7, 1))] == ["北坡图书馆", "北坡书院"]


@pytest.mark.parametrize("since", ["2026-12-01", "2026-06-30"])
def test_a_change_is_dated_neither_ahead_nor_before_the_last_one(town: Town, branch: Any, since: str) -> None:
    town.do(RENAME, {"new_name": "北坡书院", "since": "2026-07-01"}, record=town.north)
    town.do(MOVE, {"new_parent": branch.pk, "since": "2026-07-01"}, record=town.north)
    with pytest.raises(Invalid, match="日期不能晚于今天"):
        town.do(RENAME, {"new_name": "北坡", "since": since}, record=town.north)
    with pytest.raises(Invalid, match="日期不能晚于今天"):
        town.do(MOVE, {"new_parent": town.consortium.pk, "since": since}, record=town.north)


def test_a_figure_is_asked_under_the_tree_of_the_last_day(town: Town, branch: Any) -> None:
    reader = town.card("周晓禾", unit="前台")
    town.lend(reader, "2026-03-01")
    town.lend(reader, "2026-09-01")
    town.do(MOVE, {"new_parent": branch.pk, "since": "2026-07-01"}, record=town.north)
    for org in (town.north, town.front):
        org.refresh_from_db()
    loans = {code: town.value("library.loans", code, org=branch) for code in ("2026-03", "2026-06", "2026-09", "2026")}
    assert loans == {"2026-03": None, "2026-06": None, "2026-09": 1, "2026": 2}
    assert town.value("library.loans", "2026-03", org=town.consortium) == 1
    assert [label for _, label, _ in breakdown(town.ask("library.loans", "2026-03", org=town.consortium), "org")] == ["北坡图书馆"]
    assert [label for _, label, _ in breakdown(town.ask("library.loans", org=town.consortium), "org")] == ["东片馆联盟"]
    assert town.value("library.loans", org=town.front) == 2
    assert clean()


def test_what_is_below_moves_along(town: Town, branch: Any) -> None:
    town.do(MOVE, {"new_parent": branch.pk, "since": "2026-07-01"}, record=town.north)
    town.front.refresh_from_db()
    assert town.front.path.startswith(branch.path)
    assert set(branch.subtree()) == {branch, *Org.objects.filter(code__startswith="N")}


def test_nothing_moves_below_itself_or_where_its_kind_may_not_stand(town: Town, branch: Any) -> None:
    inner = town.do(FOUND, {"kind": "consortium", "name": "内片馆联盟"}, org=branch)
    with pytest.raises(Invalid, match="自己的下级"):
        town.do(MOVE, {"new_parent": inner.pk, "since": "2026-07-01"}, record=branch)
    with pytest.raises(Invalid, match="之下不能设"):
        town.do(MOVE, {"new_parent": town.north.pk, "since": "2026-07-01"}, record=town.south)


def test_a_move_wants_the_right_over_the_new_place_too(town: Town, branch: Any) -> None:
    officer = town.user("officer")
    with pytest.raises(OutOfReach):
        town.do(MOVE, {"new_parent": branch.pk, "since": "2026-07-01"}, record=town.north, by=officer)
    officer = town.user("officer")
    officer.grants.create(role="reviewer", org=town.consortium)
    with pytest.raises(Refused):
        town.do(MOVE, {"new_parent": branch.pk, "since": "2026-07-01"}, record=town.north, by=officer)


def test_a_post_has_one_holder_at_a_time(town: Town) -> None:
    first, second = town.card("周晓禾"), town.card("沈渡")
    before = town.do(APPOINT, {"person": first.person_id, "title": "馆长", "valid_from": "2024-01-01"}, org=town.north)
    town.do(APPOINT, {"person": second.person_id, "title": "馆长", "valid_from": "2026-01-01"}, org=town.north)
    before.refresh_from_db()
    assert before.valid_to == date(2026, 1, 1)


def test_what_still_stands_there_is_in_the_way_of_ending_a_place(town: Town) -> None:
    card = town.card("周晓禾", unit="前台")
    with pytest.raises(Invalid, match="“前台”还有 1 人的卡片，请先调整"):
        town.do(DISSOLVE, {}, record=town.front, reason="撤并")
    with pytest.raises(Invalid, match="“北坡图书馆”还有 2 个下级组织、1 人的卡片"):
        town.do(DISSOLVE, {}, record=town.north, reason="撤并")
    town.do(CORRECT_CARD, {**CORRECT_CARD.initial(card), "unit": "后库"}, record=card)
    town.do(APPOINT, {"person": card.person_id, "title": "台长", "valid_from": "2026-01-01"}, org=town.front)
    with pytest.raises(Invalid, match="1 人在任"):
        town.do(DISSOLVE, {}, record=town.front, reason="撤并")


def test_an_empty_place_is_ended_once_and_its_name_is_free_again(town: Town) -> None:
    ended = town.do(DISSOLVE, {}, record=town.front, reason="撤并", by=town.user("officer"))
    assert ended.dissolved_on == date(2026, 11, 20)
    with pytest.raises(Invalid, match="已经停用"):
        town.do(DISSOLVE, {}, record=town.front, reason="撤并")
    with pytest.raises(Invalid, match="没有“前台”"):
        town.card("周晓禾", unit="前台")
    with pytest.raises(Invalid, match="“前台”已停用"):
        town.do(FOUND, {"kind": "desk", "name": "侧台"}, org=ended)
    assert town.do(FOUND, {"kind": "desk", "name": "前台"}, org=town.north).pk != ended.pk


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7), st.integers(0, 300)), max_size=12))
def test_paths_and_placements_tell_of_the_same_tree_whatever_moves(town: Town, moves: list[tuple[int, int, int]]) -> None:
    from django.db import transaction

    from tests.kernel.conftest import Y2026

    with transaction.atomic():
        orgs = [tree.found(Org(code=f"X{n}", kind="consortium", name=f"{n}片"), date(2025, 1, 1)) for n in range(8)]
        for who, where, day in sorted(moves, key=lambda move: move[2]):
            try:
                org, parent = (Org.objects.get(pk=orgs[n].pk) for n in (who, where))
                tree.move(org, parent, date.fromordinal(date(2026, 1, 1).toordinal() + day))
            except tree.Misplaced:
                continue
        for org in Org.objects.filter(code__startswith="X"):
            placed = Placement.objects.get(org=org, valid_to=None)
            assert placed.parent_id == org.parent_id
            assert org.path == f"{org.parent.path if org.parent else ''}{org.pk:07d}."
            by_path = set(org.subtree().values_list("pk", flat=True))
            assert tree.subtrees_on([org.pk], Y2026.last_day).get(org.pk, by_path) == by_path
            assert tree.subtrees_on([org.pk], date(2025, 12, 31)).get(org.pk, {org.pk}) == {org.pk}
        transaction.set_rollback(True)
