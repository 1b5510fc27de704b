"""The desk: what an empty house begins with, what waits and whose it is, and that what it names opens just that."""

import html
import re
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.contracts.fixtures import world
from tests.contracts.world import World

__all__ = ["world"]
pytestmark = pytest.mark.django_db
STEPS = "先做这几步"


def desk(world: World, name: str = "officer") -> str:
    return str(world.client(name).get("/").content.decode())


def visit(world: World, year: int, **more: Any) -> Any:
    from unionhall.modules.relief.actions import REGISTER

    data = {"person": world.card.person, "kind": "visit.illness", "amount": "500", "visited_on": f"{year}-01-05", **more}
    return world.do(REGISTER, data, org=world.union)


def suggest(world: World, place: Any) -> Any:
    from unionhall.modules.suggestions.actions import SUBMIT_SUGGESTION

    data = {"person": world.person(place).person_id, "title": "加装护栏", "category": "安全", "submitted_on": "2026-01-05"}
    return world.do(SUBMIT_SUGGESTION, data, org=place)


def link(page: str, verb: str) -> str:
    return html.unescape(re.findall(rf'href="([^"]+)">{verb}<', page)[0])


def test_an_empty_house_has_nothing_overdue_and_says_what_to_do_first(world: World) -> None:
    page = desk(world)
    assert STEPS in page
    assert [label for label in ("导入花名册", "建小组", "开通账号") if f">{label}</a>" in page] == ["导入花名册", "建小组", "开通账号"]
    assert "逾期" not in page
    assert "月报表" not in page
    assert "起草" not in page


def test_the_steps_are_for_whoever_has_the_right_to_them(world: World) -> None:
    for name in ("leader", "member", "reviewer"):
        assert STEPS not in desk(world, name)


def test_from_the_first_record_on_papers_are_due_and_the_steps_are_gone(world: World) -> None:
    visit(world, timezone.localdate().year)
    page = desk(world)
    assert STEPS not in page
    assert "月报表" in page
    assert STEPS in desk(world, "neighbour"), "another union's records are not ours"


def test_what_lacks_its_photo_is_opened_as_it_was_counted(world: World) -> None:
    year = timezone.localdate().year
    for back in (0, 0, 1):
        visit(world, year - back)
    page = desk(world)
    assert "今年 2 条慰问登记没有照片" in page
    shown = world.client("officer").get(link(page, "补齐")).content.decode()
    assert "共 <b>2</b>条" in shown
    assert '<option value="photos" selected>没有照片</option>' in shown
    assert "没有照片" not in desk(world, "member"), "who cannot add the photo is not asked for it"


def test_a_finding_opens_the_figure_that_it_speaks_of(world: World) -> None:
    visit(world, timezone.localdate().year)
    page = desk(world)
    assert "慰问签收不完整" in page
    address = link(page, "查看")
    assert "metric=relief.times" in address
    shown = world.client("officer").get(address).content.decode()
    assert "由这些记录得出" in shown
    assert 'aria-current="page">指标数字</a>' in shown, "the menu says where one is"


def test_a_task_of_another_unit_names_the_unit(world: World) -> None:
    from unionhall.kernel.actions.rights import OPEN_ACCOUNT

    data = {"role": "officer", "display_name": "夏月娥", "name": "federation", "person": ""}
    world.users["federation"] = world.do(OPEN_ACCOUNT, data, org=world.federation).user
    suggest(world, world.union)
    assert "恒川机械厂工会，2026年1月5日提出" in desk(world, "federation")
    assert "恒川机械厂工会，2026年1月5日提出" not in desk(world)


def test_only_whom_it_works_for_is_offered_to_clear_the_demonstration(world: World, settings: Any, tmp_path: Any) -> None:
    settings.HOME = tmp_path
    (tmp_path / "demo").write_text("officer\t工会专干", encoding="utf-8")
    assert reverse("demo_reset") in desk(world)
    for name in ("leader", "member", "reviewer"):
        assert "演示数据" in desk(world, name)
        assert reverse("demo_reset") not in desk(world, name)
