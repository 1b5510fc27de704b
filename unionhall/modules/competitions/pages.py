"""Contests on the screen."""

from unionhall.modules.competitions import actions, permissions, workflow
from unionhall.modules.competitions.models import Competition
from unionhall.shell.pages.declare import Pages

Pages(
    Competition,
    label="劳动竞赛",
    menu="建功文体",
    order=400,
    icon="medal",
    view=permissions.VIEW,
    columns=("number", "held_on", "name", "attendance", "rank", "state"),
    filters=("held_on", "state"),
    sums=("attendance",),
    create=actions.REGISTER,
    actions=(actions.CORRECT, workflow.void),
    register="competitions.register",
    empty="还没有竞赛记录。登记一项竞赛，或导入已有的台账。",
)
