"""Issues, their lines and rest cures on the screen."""

from unionhall.modules.welfare import actions, permissions, workflow
from unionhall.modules.welfare.models import Issue, IssueLine, RestCure
from unionhall.shell.pages.declare import Lines, Pages

Pages(
    Issue,
    label="福利批次",
    menu="服务关爱",
    order=320,
    icon="gift",
    view=permissions.VIEW,
    columns=("number", "name", "occasion", "item", "price", "opened_on", "state"),
    filters=("occasion", "opened_on", "state"),
    create=actions.OPEN,
    actions=(actions.FILL_IN, workflow.finish, actions.CORRECT_ISSUE, workflow.void_issue),
    panels=(Lines(IssueLine, "issue", "发放名单", ("card.name", "unit", "issued_on", "quantity", "state", "collected_by")),),
    empty="还没有福利批次。可以新建批次，也可以导入发放名单，批次会自动建立。",
)
Pages(
    IssueLine,
    label="福利发放",
    menu="服务关爱",
    order=321,
    icon="receipt",
    view=permissions.VIEW,
    columns=("issued_on", "card.name", "unit", "issue", "occasion", "quantity", "state"),
    filters=("issued_on", "occasion", "unit", "state"),
    create=actions.ISSUE_LINE,
    actions=(workflow.sign, actions.CORRECT_LINE, workflow.void_line),
    keep=("issue", "occasion", "item", "issued_on", "quantity"),
    register="welfare.lines",
    empty="还没有发放记录。可以导入发放名单，也可以逐人登记。",
)
Pages(
    RestCure,
    label="疗休养",
    menu="服务关爱",
    order=330,
    icon="star",
    view=permissions.VIEW,
    columns=("number", "card.name", "unit", "kind", "route", "started_on", "ended_on", "state"),
    filters=("started_on", "kind", "unit", "state"),
    create=actions.ARRANGE,
    actions=(actions.CORRECT_CURE, workflow.void_cure),
    keep=("kind", "route", "started_on", "ended_on"),
    register="welfare.cures",
    empty="还没有疗休养记录。可以导入名册，也可以逐人登记。",
)
