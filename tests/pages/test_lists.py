"""Lists: what an empty one says, periods in their order, and one step for many rows."""

import re
from typing import Any

import pytest

from tests.contracts.fixtures import world
from tests.contracts.world import World

__all__ = ["world"]
pytestmark = pytest.mark.django_db


def visits(world: World, count: int) -> list[Any]:
    from unionhall.modules.relief.actions import REGISTER

    data = {"person": world.card.person, "kind": "visit.illness", "amount": "500"}
    return [world.do(REGISTER, {**data, "visited_on": f"2026-03-{n:02d}"}, org=world.union) for n in range(1, count + 1)]


def test_one_who_reaches_only_what_is_about_oneself_is_told_so(world: World) -> None:
    assert "没有与本人有关的记录。" in world.client("member").get("/activities.activity/").content.decode()
    shown = world.client("officer").get("/activities.activity/").content.decode()
    assert "还没有记录" in shown
    assert "没有与本人有关" not in shown


def test_the_periods_of_a_filter_stand_in_their_order(world: World) -> None:
    shown = world.client("officer").get("/relief.visit/").content.decode()
    codes = re.findall(r'value="([^"]+)"', shown.split('name="visited_on"')[1].split("</select>")[0])
    years, months = [code for code in codes if len(code) == 4], [code for code in codes if len(code) == 7]
    assert codes == [*sorted(years, reverse=True), *sorted(months, reverse=True)]
    assert len(years) > 2
    assert len(months) > 2


def test_a_step_for_many_is_tried_where_it_is_open_and_told_in_one_sentence(world: World) -> None:
    from unionhall.modules.relief.workflow import sign

    made, client = visits(world, 5), world.client("officer")
    for record in made[:3]:
        world.do(sign, {}, record=record)
    answer = client.post("/relief.visit/batch/sign/", {"ids": [record.pk for record in made], "query": ""}, follow=True)
    shown = answer.content.decode()
    assert "已补签收 2 条；3 条的状态不能办理，没有改动" in shown
    assert shown.count('class="uh-note s-') == 1
    assert {type(record).objects.get(pk=record.pk).state for record in made} == {"signed"}


def test_a_step_for_many_is_asked_before(world: World) -> None:
    visits(world, 1)
    shown = world.client("officer").get("/relief.visit/").content.decode()
    assert 'data-confirm="将对 {n} 条办理补签收，是否继续？"' in shown
