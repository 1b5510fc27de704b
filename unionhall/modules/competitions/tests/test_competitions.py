"""劳动竞赛: contests are counted by themselves, their entrants as times."""

from typing import Any

from unionhall.base.periods import Period
from unionhall.kernel.ledger.figures import Ask, figure
from unionhall.kernel.ledger.models import Fact
from unionhall.modules.competitions.actions import CORRECT, REGISTER
from unionhall.modules.competitions.workflow import void


def value(world: Any, metric: str, period: str = "2026") -> Any:
    return figure(Ask(metric, world.union, Period.parse(period))).value


def test_a_contest_counts_in_its_month_and_as_no_activity(world: Any) -> None:
    world.do(REGISTER, {"name": "焊工技能比武", "held_on": "2026-05-17", "attendance": 24, "rank": "第一名"}, org=world.union)
    assert (value(world, "competitions.held", "2026-05"), value(world, "competitions.held", "2026-06")) == (1, 0)
    assert not value(world, "activities.held")


def test_entrants_without_names_are_times_and_never_people(world: Any) -> None:
    for day in ("2026-03-05", "2026-05-17"):
        world.do(REGISTER, {"name": "焊工技能比武", "held_on": day, "attendance": 24}, org=world.union)
    assert value(world, "competitions.attendance") == 48
    assert not Fact.objects.filter(metric__startswith="competitions.").exclude(subject=None).exists()


def test_a_corrected_head_count_takes_the_place_of_the_first_and_a_void_one_of_all(world: Any) -> None:
    contest = world.do(REGISTER, {"name": "焊工技能比武", "held_on": "2026-05-17", "attendance": 24}, org=world.union)
    contest = world.do(CORRECT, {**CORRECT.standing(contest), "attendance": 26}, record=contest)
    assert (value(world, "competitions.held"), value(world, "competitions.attendance")) == (1, 26)
    world.do(void, {}, record=contest, reason="登记到了别的工会")
    assert (value(world, "competitions.held"), value(world, "competitions.attendance")) == (0, 0)
