"""Declaring a figure where there are no records, correcting and voiding it."""

from collections.abc import Iterable
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from unionhall.base.money import parse_yuan
from unionhall.base.numerals import parse_integer
from unionhall.kernel.access.permissions import DECLARE
from unionhall.kernel.actions.declare import Action, Problem
from unionhall.kernel.actions.inputs import Input
from unionhall.kernel.actions.run import Doing
from unionhall.kernel.audit.log import Change
from unionhall.kernel.audit.log import write as write_entry
from unionhall.kernel.audit.models import Entry
from unionhall.kernel.ledger import locks
from unionhall.kernel.ledger.check import restate
from unionhall.kernel.ledger.metrics import Measure, metrics
from unionhall.kernel.ledger.models import DeclaredFigure


def _in_smallest_unit(declared: DeclaredFigure) -> int:
    return round(declared.value * metrics[declared.metric].scale)


Measure("@metric", DeclaredFigure, "on", (DeclaredFigure.State.DECLARED,), _in_smallest_unit, subject="no_subject")


def _metric_takes_it(doing: Doing) -> Iterable[Problem]:
    """Only what adds up can be declared; the number is written in the metric's own unit."""
    name, written = doing.values["metric"], doing.values["value"]
    if name not in metrics or metrics[name].form not in ("flow", "stock"):
        yield Problem("invalid", f"指标“{name}”不能申报，请从列表中选择", "metric")
        return
    try:
        doing.record.value = Decimal(parse_integer(written)) if metrics[name].scale == 1 else Decimal(parse_yuan(written)) / 100
    except ValueError as error:
        yield Problem("invalid", str(error), "value")


FIELDS = ("metric", "on", "value", "document")
INPUTS = (
    Input("metric", "指标", max_length=60),
    Input("on", "统计日期", "day", coarse=True, hint="到日、到月或到年"),
    Input("value", "数值", max_length=20, hint="按指标的单位填写"),
)
DECLARE_FIGURE = Action(
    "ledger.declaredfigure.declare", "申报数字", DeclaredFigure, DECLARE, FIELDS, INPUTS, creates=True, checks=(_metric_takes_it,)
)
CORRECT_FIGURE = Action(
    "ledger.declaredfigure.correct", "更正", DeclaredFigure, DECLARE, FIELDS, INPUTS, states=("declared",), checks=(_metric_takes_it,)
)
VOID_FIGURE = Action("ledger.declaredfigure.void", "作废", DeclaredFigure, DECLARE, states=("declared",), target="void", needs_reason=True)


def restate_metric(metric: str) -> int:
    """Post a metric's facts anew under its present version, as one act in the log; returns how many facts were written."""
    with transaction.atomic():
        locks.enter(alone=True)
        written = restate(metric)
        entry = Entry(at=timezone.now(), action="ledger.metric.restate", model="ledger.fact", channel="command", reason="口径变更")
        write_entry(entry, [Change("指标", "", metric), Change("版本", "", str(metrics[metric].version)), Change("事实", "", str(written))])
    return written
