"""Submitting, awarding, and entering or correcting a suggestion with all its stages at once."""

from collections.abc import Iterable

from unionhall.kernel.actions.declare import Action, Problem
from unionhall.kernel.actions.inputs import Input
from unionhall.kernel.actions.run import Doing
from unionhall.modules.suggestions.models import Suggestion
from unionhall.modules.suggestions.permissions import MANAGE, SUBMIT
from unionhall.modules.suggestions.workflow import in_order

State = Suggestion.State
SUBMIT_FIELDS = ("person", "title", "category", "submitted_on", "detail")
ALL = (*SUBMIT_FIELDS, "answered_on", "answer", "done_on", "benefit", "award", "awarded_on")
# What a sheet says in words (是否采纳), a form says by the stage that it fills in.
VERDICT = Input("verdict", "是否采纳", "choice", required=False, choices=(("yes", "是"), ("no", "否")))
NUMBER = Input("number", "编号", required=False, max_length=60)


def _state(doing: Doing) -> None:
    """The stage that its days tell: carried out, answered yes or no, or still waiting."""
    record, verdict = doing.record, doing.values.get("verdict")
    declined = verdict == "no" or (not verdict and record.state == State.DECLINED)
    answered = State.DECLINED if declined else State.ADOPTED
    record.state = State.DONE if record.done_on else answered if record.answered_on else State.SUBMITTED
    record.number = doing.values.get("number") or record.number


def _award_follows_adoption(doing: Doing) -> Iterable[Problem]:
    record = doing.record
    if record.award and not record.answered_on:
        yield Problem("error", "没有采纳的建议不能登记获奖，请先答复", "award")
    if record.award and not record.awarded_on:
        yield Problem("invalid", "需填写获奖日期", "awarded_on")


SUBMIT_SUGGESTION = Action(
    "suggestions.suggestion.submit", "提建议", Suggestion, SUBMIT, SUBMIT_FIELDS, creates=True, event="suggestions.submitted"
)
RECORD = Action(
    "suggestions.suggestion.record",
    "补录建议",
    Suggestion,
    MANAGE,
    ALL,
    (VERDICT, NUMBER),
    creates=True,
    effect=_state,
    checks=(in_order, _award_follows_adoption),
    hidden=True,
)
CORRECT = Action(
    "suggestions.suggestion.correct",
    "更正",
    Suggestion,
    MANAGE,
    ALL,
    (VERDICT, NUMBER),
    states=("submitted", "adopted", "declined", "done"),
    effect=_state,
    checks=(in_order, _award_follows_adoption),
)
AWARD = Action(
    "suggestions.suggestion.award",
    "登记获奖",
    Suggestion,
    MANAGE,
    ("award", "awarded_on"),
    required=("award", "awarded_on"),
    states=("adopted", "done"),
)
