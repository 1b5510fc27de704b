"""文体活动: a head count is 人次 and never 人; a contest is no activity."""

from typing import Any

import pytest
from django.utils import timezone

from unionhall.base.periods import Period
from unionhall.kernel.actions.declare import Invalid
from unionhall.kernel.ledger.figures import Ask, figure
from unionhall.kernel.ledger.metrics import metrics
from unionhall.kernel.ledger.models import Fact
from unionhall.modules.activities.actions import REGISTER
from unionhall.modules.activities.models import Activity
from unionhall.shell.sheets.importing import carry_out, preview
from unionhall.shell.sheets.plan import plan
from unionhall.shell.sheets.register import known
from unionhall.shell.sheets.workbook import read


def hold(world: Any, on: str = "2026-03-05", attendance: int = 86, kind: str = "activity.ball", **more: Any) -> Any:
    data = {"name": "羽毛球赛", "kind": kind, "held_on": on, "attendance": attendance, **more}
    return world.do(REGISTER, data, org=world.union, confirmed=False)


def value(world: Any, metric: str, **more: Any) -> Any:
    return figure(Ask(metric, world.union, Period.year(2026), **more)).value


def test_a_head_count_without_names_is_times_and_never_people(world: Any) -> None:
    hold(world)
    hold(world, "2026-05-17")
    assert (value(world, "activities.held"), value(world, "activities.attendance")) == (2, 172)
    assert set(Fact.objects.filter(metric__startswith="activities.").values_list("subject", flat=True)) == {None}
    assert not [metric.name for metric in metrics if metric.unit == "人" and metric.base.startswith("activities.")]


def test_a_ball_game_is_sport_as_well(world: Any) -> None:
    hold(world)
    hold(world, "2026-05-17", kind="activity.culture", name="歌咏会")
    assert (value(world, "activities.held", kind="activity.sport"), value(world, "activities.held")) == (1, 2)


def test_the_same_event_on_the_same_day_is_asked_about(world: Any) -> None:
    hold(world)
    with pytest.raises(Invalid, match="已登记过“羽毛球赛”"):
        hold(world)


def test_a_contest_in_the_list_of_activities_is_no_activity(world: Any) -> None:
    lines = ["活动名称,日期,类别,参加人数", "羽毛球赛,2026-03-05,球类,86", "焊工技能比武,2026-05-17,劳动竞赛,24"]
    book = plan(read("\n".join(lines).encode(), "活动台账.csv", known), world.union)
    seen = preview(book, world.user("officer"), timezone.now())
    carry_out(book, seen.writes(), world.user("officer"), timezone.now())
    assert [activity.name for activity in Activity.objects.all()] == ["羽毛球赛"]
    assert (value(world, "activities.held"), value(world, "competitions.held")) == (1, 1)
    assert (value(world, "activities.attendance"), value(world, "competitions.attendance")) == (86, 24)


def test_an_attendance_that_nobody_wrote_down_is_not_none(world: Any) -> None:
    data = {"name": "拔河", "kind": "activity.ball", "held_on": "2026-03-05"}
    assert world.do(REGISTER, data, org=world.union).attendance is None
    assert hold(world, attendance=0).attendance == 0
