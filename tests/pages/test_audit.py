"""The log on the screen: whose acts it shows, how they are found, and what stays masked."""

from typing import Any

import pytest
from django.urls import reverse

from tests.contracts.fixtures import world
from tests.contracts.test_queries import asked
from tests.contracts.world import NOW, World

__all__ = ["world"]
pytestmark = pytest.mark.django_db


def read(world: World, query: str = "", by: str = "officer") -> str:
    answer = world.client(by).get(reverse("list", args=["audit.entry"]) + query)
    assert answer.status_code == 200, answer.content.decode()
    return str(answer.content.decode())


def rows(page: str) -> list[str]:
    return page.partition("<tbody>")[2].partition("</tbody>")[0].split("</tr>")[:-1]


def held(world: World, name: str, by: str, org: Any) -> Any:
    from unionhall.modules.activities.actions import REGISTER

    data = {"name": name, "kind": "activity.ball", "held_on": "2026-11-07", "attendance": "28"}
    return world.do(REGISTER, data, by=by, org=org, reason="")


def test_an_act_is_told_with_who_what_when_and_how(world: World) -> None:
    activity = held(world, "拔河比赛", "officer", world.union)
    row = rows(read(world, "?action=activities.activity.register"))[0]
    for said in ("2026-11-20 11:00", "郑文秀", "登记活动", activity.number, "网页"):
        assert said in row


def test_another_unions_acts_are_not_shown_and_the_federation_sees_both(world: World) -> None:
    from unionhall.kernel.actions.rights import OPEN_ACCOUNT

    held(world, "拔河比赛", "officer", world.union)
    held(world, "跳绳比赛", "neighbour", world.other)
    assert "沈惠芳" not in "".join(rows(read(world)))
    world.users["above"] = world.do(OPEN_ACCOUNT, {"role": "officer", "display_name": "夏月娥", "name": "above"}, org=world.federation).user
    page = "".join(rows(read(world, by="above")))
    assert "沈惠芳" in page
    assert "郑文秀" in page
    assert world.client("leader").get(reverse("list", args=["audit.entry"])).status_code == 403


def test_what_others_have_done_is_not_among_the_acts_to_choose_from(world: World) -> None:
    held(world, "跳绳比赛", "neighbour", world.other)
    assert "activities.activity.register" not in read(world)
    assert "activities.activity.register" in read(world, by="neighbour")


def test_entries_are_found_by_person_act_and_month(world: World) -> None:
    held(world, "拔河比赛", "officer", world.union)
    assert len(rows(read(world, "?q=郑文秀"))) == 1
    assert not rows(read(world, "?q=没有这个人"))
    assert len(rows(read(world, "?at=2026-11&action=activities.activity.register"))) == 1
    assert not rows(read(world, "?at=2025"))
    assert not rows(read(world, "?at=不是期间")), "what cannot be read finds nothing and breaks nothing"


def test_a_correction_shows_both_values_and_its_reason(world: World) -> None:
    from unionhall.modules.activities.actions import CORRECT

    activity = held(world, "拔河比赛", "officer", world.union)
    data = {**CORRECT.initial(activity), "attendance": "31"}
    world.do(CORRECT, data, by="officer", record=activity, reason="按签到表")
    row = rows(read(world, "?action=activities.activity.correct"))[0]
    assert "28 → 31" in row
    assert "按签到表" in row


def test_what_is_sensitive_is_masked_here_too(world: World) -> None:
    from unionhall.modules.relief.actions import REGISTER

    data = {"person": world.card.person_id, "kind": "visit.illness", "amount": "500", "visited_on": "2026-11-05", "reason": "胆囊手术"}
    world.do(REGISTER, data, by="officer", org=world.union)
    assert "胆囊" not in read(world)


def test_the_page_says_how_much_is_sealed(world: World) -> None:
    from unionhall.kernel.actions.upkeep import close_audit_block
    from unionhall.kernel.audit.models import Entry

    assert f"未封块 <b>{Entry.objects.count()}</b>条" in read(world)
    close_audit_block(NOW)
    page = read(world)
    assert "已封 <b>1</b>块" in page
    assert "未封块 <b>0</b>条" in page


def test_a_long_log_is_paged(world: World) -> None:
    for number in range(60):
        held(world, f"第 {number} 场", "officer", world.union)
    assert len(rows(read(world))) == 50
    assert 0 < len(rows(read(world, "?page=2"))) < 50


def test_an_entry_has_a_page_of_its_own_that_tells_every_change_and_is_nobody_elses(world: World) -> None:
    from unionhall.kernel.audit.models import Entry

    held(world, "拔河比赛", "officer", world.union)
    entry = Entry.objects.get(action="activities.activity.register")
    address = reverse("record", args=["audit.entry", entry.pk])
    assert address in read(world)
    page = world.client("officer").get(address).content.decode()
    assert "拔河比赛" in page
    assert "2026年11月7日" in page
    assert "28" in page.partition("变更")[2]
    assert world.client("neighbour").get(address).status_code == 404


def test_the_log_asks_as_often_for_many_entries_as_for_few(world: World) -> None:
    few = asked(world, "/audit.entry/")
    for number in range(30):
        held(world, f"第 {number} 场", "officer", world.union)
    assert asked(world, "/audit.entry/") == few
