"""Visits and help on the screen."""

from unionhall.modules.relief import actions, permissions, workflow
from unionhall.modules.relief.models import Visit
from unionhall.shell.pages.declare import Pages

Pages(
    Visit,
    label="慰问登记",
    menu="服务关爱",
    order=300,
    icon="care",
    view=permissions.VIEW,
    columns=("number", "visited_on", "card.name", "unit", "kind", "form", "amount", "source", "state"),
    filters=("visited_on", "kind", "source", "unit", "state"),
    sums=("amount",),
    create=actions.REGISTER,
    actions=(*workflow.flow.steps[:1], actions.CORRECT, *workflow.flow.steps[1:]),
    first=("person", "kind", "amount", "visited_on", "photos"),
    keep=("kind", "visited_on", "source", "form"),
    defaults=actions.standard_amount,
    evidence=("photos",),
    register="relief.visits",
    empty="还没有慰问记录。登记一次慰问只要填 5 项，也可以导入已有的 Excel 登记表。",
)
