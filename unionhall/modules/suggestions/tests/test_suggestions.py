"""合理化建议: its stages in their order, each counted on its own day."""

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from unionhall.base.periods import Period
from unionhall.kernel.actions.declare import Invalid
from unionhall.kernel.ledger.figures import Ask, figure
from unionhall.modules.suggestions.actions import AWARD, CORRECT, RECORD, SUBMIT_SUGGESTION
from unionhall.modules.suggestions.workflow import adopt, carry_out, decline


def submit(world: Any, on: str = "2026-03-05", **more: Any) -> Any:
    data = {"person": world.card.person_id, "title": "砂箱改用挂链搬运", "category": "suggestion.safety", "submitted_on": on, **more}
    return world.do(SUBMIT_SUGGESTION, data, org=world.union)


def found(world: Any, metric: str, period: str = "2026") -> Any:
    return figure(Ask(f"suggestions.{metric}", world.union, Period.parse(period)))


def test_every_stage_is_counted_on_its_own_day(world: Any) -> None:
    """R7.10"""
    record = submit(world)
    world.do(adopt, {"answered_on": "2026-04-10", "answer": "采纳"}, record=record)
    world.do(carry_out, {"done_on": "2026-06-20", "benefit": "12000.50"}, record=record)
    world.do(AWARD, {"award": "award.gold", "awarded_on": "2026-12-18"}, record=record)
    stages = (("submitted", "03"), ("adopted", "04"), ("done", "06"), ("awarded", "12"))
    assert [found(world, metric, f"2026-{month}").value for metric, month in stages] == [1, 1, 1, 1]
    assert [found(world, metric, "2026-07").value for metric, _ in stages] == [0, 0, 0, 0]
    assert found(world, "benefit").value == Decimal("12000.50")


def test_no_stage_comes_before_the_one_it_follows(world: Any) -> None:
    """R7.10"""
    record = submit(world)
    with pytest.raises(Invalid, match="答复日期早于提出日期"):
        world.do(adopt, {"answered_on": "2026-03-04"}, record=record)
    world.do(adopt, {"answered_on": "2026-04-10"}, record=record)
    with pytest.raises(Invalid, match="实施日期早于答复日期"):
        world.do(carry_out, {"done_on": "2026-04-09"}, record=record)


def test_correcting_does_not_put_the_stages_out_of_order(world: Any) -> None:
    """R7.10"""
    record = world.do(adopt, {"answered_on": "2026-04-10"}, record=submit(world))
    with pytest.raises(Invalid, match="答复日期早于提出日期"):
        world.do(CORRECT, {**CORRECT.standing(record), "submitted_on": "2026-05-01"}, record=record)


def test_what_was_not_adopted_is_neither_carried_out_nor_awarded(world: Any) -> None:
    """R7.10"""
    record = submit(world)
    with pytest.raises(Invalid, match="不能登记实施"):
        world.do(carry_out, {"done_on": "2026-06-20"}, record=record)
    with pytest.raises(Invalid, match="不能登记获奖"):
        world.do(AWARD, {"award": "award.gold", "awarded_on": "2026-12-18"}, record=record)
    world.do(decline, {"answered_on": "2026-04-10", "answer": "成本高于收益"}, record=record)
    with pytest.raises(Invalid, match="不能登记获奖"):
        world.do(AWARD, {"award": "award.gold", "awarded_on": "2026-12-18"}, record=record)


def test_who_turns_a_suggestion_down_says_why(world: Any) -> None:
    record = submit(world)
    with pytest.raises(Invalid, match="需填写答复意见"):
        world.do(decline, {"answered_on": "2026-04-10"}, record=record)
    world.do(decline, {"answered_on": "2026-04-10", "answer": "成本高于收益"}, record=record)
    assert (found(world, "declined").value, found(world, "adopted").value, found(world, "answered").value) == (1, 0, 1)


def test_adoption_known_to_the_year_only_is_in_no_months_figure(world: Any) -> None:
    data = {"person": world.card.person_id, "title": "砂箱改用挂链搬运", "category": "suggestion.safety", "submitted_on": "2026-03-05"}
    world.do(RECORD, {**data, "verdict": "yes", "answered_on": "2026年"}, org=world.union)
    assert found(world, "adopted").value == 1
    december = found(world, "adopted", "2026-12")
    assert (december.value, december.undated) == (None, 1)
    assert found(world, "submitted", "2026-03").value == 1


def test_one_person_with_two_suggestions_is_one_proposer(world: Any) -> None:
    submit(world)
    submit(world, "2026-05-17", title="更衣室加装挂钩")
    assert (found(world, "submitted").value, found(world, "people").value) == (2, 1)


def test_a_suggestion_awarded_but_never_adopted_is_refused_on_entry(world: Any) -> None:
    """R7.10"""
    data = {"person": world.card.person_id, "title": "砂箱改用挂链搬运", "category": "suggestion.safety", "submitted_on": "2026-03-05"}
    with pytest.raises(Invalid, match="没有采纳的建议不能登记获奖"):
        world.do(RECORD, {**data, "award": "award.gold", "awarded_on": "2026-12-18"}, org=world.union)


def test_a_day_known_to_its_year_is_held_against_no_day_of_that_year(world: Any) -> None:
    """R7.10"""
    data = {"person": world.card.person_id, "title": "砂箱改用挂链搬运", "category": "suggestion.safety", "submitted_on": "2026-03-05"}
    record = world.do(RECORD, {**data, "verdict": "yes", "answered_on": "2026年", "done_on": "2026-10-09"}, org=world.union)
    assert record.state == "done"


def test_an_answer_is_given_today_and_one_that_declines_wants_its_reason(world: Any) -> None:
    record, today = submit(world), f"{timezone.localdate():%Y-%m-%d}"
    for verb, wants_a_reason in (("decline", True), ("adopt", False)):
        html = world.client("officer").get(reverse("act", args=["suggestions.suggestion", record.pk, verb])).content.decode()
        assert f'value="{today}"' in html
        assert ("写明不采纳的原因" in html) == wants_a_reason
