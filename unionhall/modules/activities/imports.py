"""The headings of an activity list. One sheet may hold contests as well: they go to their own register by the column 类别."""

from typing import Any

from unionhall.modules.activities.actions import CORRECT, REGISTER
from unionhall.modules.activities.models import Activity, kinds
from unionhall.shell.sheets.register import EVENT, Heading, Register, also_called, is_contest

also_called("人数", "参加人数", "参赛人数", "参加人次")


def _kind(row: dict[str, Any], sheet: str) -> dict[str, Any]:
    """A category that is not in the tree is another activity, whose name still says what it was."""
    return {**row, "kind": row.get("kind") if kinds.read(str(row.get("kind") or "")) else "activity.other"}


Register(
    name="activities.register",
    label="文体活动",
    model=Activity,
    create=REGISTER,
    update=CORRECT,
    headings=(*EVENT, Heading("place", ("地点", "活动地点")), Heading("cost", ("支出", "经费", "费用"))),
    key=("name", "held_on"),
    takes=lambda row, sheet: not is_contest(row, sheet),
    adapt=_kind,
)
