"""Activities on the screen."""

from unionhall.modules.activities import actions, permissions, workflow
from unionhall.modules.activities.models import Activity
from unionhall.shell.pages.declare import Pages

Pages(
    Activity,
    label="文体活动",
    menu="建功文体",
    order=420,
    icon="ball",
    view=permissions.VIEW,
    columns=("number", "held_on", "name", "kind", "attendance", "rank", "cost", "state"),
    filters=("held_on", "kind", "state"),
    sums=("attendance", "cost"),
    create=actions.REGISTER,
    actions=(actions.CORRECT, workflow.void),
    register="activities.register",
    empty="还没有活动记录。登记一次活动，或导入已有的活动台账。",
)
