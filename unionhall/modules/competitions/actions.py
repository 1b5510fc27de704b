"""Registering and correcting a contest."""

from unionhall.kernel.actions.declare import Action
from unionhall.modules.competitions.models import Competition
from unionhall.modules.competitions.permissions import MANAGE

FIELDS = ("name", "held_on", "attendance", "rank", "result")
REGISTER = Action("competitions.competition.register", "登记竞赛", Competition, MANAGE, FIELDS, creates=True)
CORRECT = Action("competitions.competition.correct", "更正", Competition, MANAGE, FIELDS, states=("held",))
