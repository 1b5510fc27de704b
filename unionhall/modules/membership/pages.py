"""The roster on the screen."""

from unionhall.kernel.access.permissions import GRANT
from unionhall.modules.membership import actions, permissions, workflow
from unionhall.modules.membership.models import Membership
from unionhall.shell.pages.declare import Pages

Pages(
    Membership,
    label="会员名册",
    menu="会员",
    order=100,
    icon="person",
    view=permissions.VIEW,
    columns=("card.name", "card.staff_number", "card.sex", "unit", "card.category", "card.phone", "joined_on", "state"),
    filters=("unit", "card.sex", "card.category", "state"),
    create=actions.ENROL,
    actions=(actions.CORRECT, *workflow.flow.steps),
    first=("name", "unit", "joined_on", "staff_number", "identity", "phone"),
    batches=(("开通账号", "accounts", GRANT),),
    keep=("unit", "joined_on", "category"),
    tones={"active": "done", "left": "quiet"},
    register="membership.roster",
    empty="还没有会员。可以导入已有的 Excel 花名册，也可以逐个登记。",
)
