"""Registering and correcting an activity."""

from collections.abc import Iterable

from unionhall.kernel.actions.declare import Action, Problem
from unionhall.kernel.actions.run import Doing
from unionhall.modules.activities.models import Activity
from unionhall.modules.activities.permissions import MANAGE


def _not_registered_yet(doing: Doing) -> Iterable[Problem]:
    activity = doing.record
    same = Activity.objects.filter(org=activity.org, name=activity.name, held_on=activity.held_on).exclude(state="void")
    if same.exclude(pk=activity.pk).exists():
        yield Problem("confirm", f"{activity.held_on:%Y-%m-%d} 已登记过“{activity.name}”，仍要新增？", "name")


FIELDS = ("name", "kind", "held_on", "attendance", "rank", "place", "cost", "result")
REGISTER = Action("activities.activity.register", "登记活动", Activity, MANAGE, FIELDS, creates=True, checks=(_not_registered_yet,))
CORRECT = Action("activities.activity.correct", "更正", Activity, MANAGE, FIELDS, states=("held",))
