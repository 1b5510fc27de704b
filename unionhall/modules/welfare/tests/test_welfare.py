"""职工福利: what is handed out line by line, cards by month, batches and rest cures."""

from typing import Any

import pytest
from django.urls import reverse

from unionhall.base.periods import Period
from unionhall.kernel.actions.declare import Call, Invalid, actions
from unionhall.kernel.actions.run import run
from unionhall.kernel.ledger.figures import Ask, figure
from unionhall.modules.welfare.actions import ARRANGE, FILL_IN, ISSUE_LINE, OPEN
from unionhall.modules.welfare.models import Issue
from unionhall.modules.welfare.workflow import finish, sign, void_issue, void_line


def hand_out(world: Any, on: str = "2026-03-05", **more: Any) -> Any:
    data = {"person": world.card.person_id, "occasion": "welfare.birthday", "item": "生日蛋糕卡", "issued_on": on, "quantity": "1", **more}
    return world.do(ISSUE_LINE, data, org=world.union, **({"confirmed": more.pop("confirmed")} if "confirmed" in more else {}))


def value(world: Any, metric: str, period: str = "2026") -> Any:
    return figure(Ask(metric, world.union, Period.parse(period))).value


def test_a_card_known_by_its_month_stands_on_the_months_last_day(world: Any) -> None:
    line = hand_out(world, "2026-03")
    assert (f"{line.issued_on:%Y-%m-%d}", line.issued_on_precision) == ("2026-03-31", "month")
    assert (value(world, "welfare.issued", "2026-03"), value(world, "welfare.issued", "2026-04")) == (1, 0)


def test_no_day_of_the_month_counts_a_card_known_by_its_month(world: Any) -> None:
    hand_out(world, "2026-03")
    assert not value(world, "welfare.issued", "2026-03-31/2026-04-01")


def test_lines_that_name_no_batch_find_the_years_batch_of_their_item(world: Any) -> None:
    first, second = hand_out(world, "2026-03-05"), hand_out(world, "2026-05-17")
    third = hand_out(world, "2025-05-17")
    assert first.issue == second.issue != third.issue
    assert [str(issue) for issue in Issue.objects.order_by("pk")] == ["2026年生日蛋糕卡", "2025年生日蛋糕卡"]


def test_what_was_handed_out_twice_is_two_times_and_one_person(world: Any) -> None:
    hand_out(world, "2026-03-05")
    hand_out(world, "2026-05-17")
    assert (value(world, "welfare.issued"), value(world, "welfare.people")) == (2, 1)


def test_nothing_is_not_handed_out(world: Any) -> None:
    with pytest.raises(Invalid, match="数量应为 1 或以上"):
        hand_out(world, quantity=0)


def test_the_same_batch_twice_is_asked_about_and_on_one_day_refused(world: Any) -> None:
    batch = world.act(OPEN)
    hand_out(world, issue=batch.pk)
    with pytest.raises(Invalid, match=r"已领过.*仍要新增"):
        hand_out(world, "2026-05-17", issue=batch.pk, confirmed=False)
    with pytest.raises(Invalid, match="当天已领过"):
        hand_out(world, issue=batch.pk)


def test_a_list_is_made_of_whoever_is_a_member_on_the_day(world: Any) -> None:
    enrol, leave = actions["membership.membership.enrol"], actions["membership.membership.leave"]
    for name, unit, joined in (
        ("贺松平", "铸造小组", "2024-01-08"),
        ("沈惠芳", "装配小组", "2026-02-03"),
        ("丁立新", "装配小组", "2026-06-01"),
    ):
        member = world.do(enrol, {"name": name, "unit": unit, "joined_on": joined}, org=world.union)
    left = world.do(enrol, {"name": "何婉清", "unit": "装配小组", "joined_on": "2024-01-08"}, org=world.union)
    world.do(leave, {"left_on": "2026-01-31"}, record=left)
    batch = world.do(OPEN, {"name": "端午粽子", "occasion": "welfare.festival", "item": "粽子", "opened_on": "2026-05-28"}, org=world.union)
    told = [
        run(FILL_IN, Call(world.user("officer"), {"quantity": "2", "group": group}, record=batch)).problems[0].message
        for group in ("铸造小组", "")
    ]
    assert told == ["已加入 1 人", "已加入 1 人；1 人已有发放记录，没有重复加入"]
    assert {(str(line.card()), str(line.unit), line.quantity) for line in batch.lines.all()} == {
        ("贺松平", "铸造小组", 2),
        ("沈惠芳", "装配小组", 2),
    }
    assert member.person_id not in batch.lines.values_list("person", flat=True)
    assert value(world, "welfare.people") == 2


def test_below_a_batch_the_next_line_is_begun_with_the_batch_filled_in(world: Any) -> None:
    batch = world.act(OPEN)
    html = world.client("officer").get(reverse("record", args=["welfare.issue", batch.pk])).content.decode()
    assert f"/welfare.issueline/add/?issue={batch.pk}" in html
    assert "签收表" in html
    assert "fill_in" in html


def test_a_signature_is_counted_beside_the_line_and_adds_nothing_to_it(world: Any) -> None:
    line = hand_out(world)
    world.do(sign, {"collected_by": "贺明辉"}, record=line)
    assert (value(world, "welfare.issued"), value(world, "welfare.signed")) == (1, 1)


def test_a_batch_counts_nothing_itself_and_is_void_only_when_its_lines_are(world: Any) -> None:
    line = hand_out(world)
    world.do(finish, {}, record=line.issue)
    assert value(world, "welfare.issued") == 1
    with pytest.raises(Invalid, match="还有 1 条发放记录"):
        world.do(void_issue, {}, record=line.issue, reason="重复登记")
    world.do(void_line, {}, record=line, reason="重复登记")
    world.do(void_issue, {}, record=line.issue, reason="重复登记")
    assert value(world, "welfare.issued") == 0


def test_a_rest_cure_does_not_end_before_it_begins(world: Any) -> None:
    data = {"person": world.card.person_id, "kind": "cure.weekend", "started_on": "2026-03-20", "ended_on": "2026-03-19"}
    with pytest.raises(Invalid, match="结束日期早于开始日期"):
        world.do(ARRANGE, data, org=world.union)
    world.do(ARRANGE, {**data, "ended_on": "2026-03-21"}, org=world.union)
    assert value(world, "welfare.cures", "2026-03") == 1
