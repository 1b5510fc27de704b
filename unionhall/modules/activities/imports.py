"""The headings of an activity list. One sheet may hold contests as well: they go to their own register by the column 类别."""

import re
from typing import Any

from unionhall.modules.activities.actions import CORRECT, REGISTER
from unionhall.modules.activities.models import Activity, kinds
from unionhall.shell.sheets.register import EVENT, Heading, Register, also_called

also_called("人数", "参加人数", "参赛人数", "参加人次")


def _kind(row: dict[str, Any], sheet: str) -> dict[str, Any]:
    """A category that is not in the tree is another activity, whose name still says what it was."""
    return {**row, "kind": row.get("kind") if kinds.read(str(row.get("kind") or "")) else "activity.other"}


def _is_its_own(row: dict[str, Any], sheet: str) -> bool:
    """A row that says 竞赛, or a sheet that is of nothing else, is the other register's."""
    words = str(row.get("kind") or ("" if re.search("(?<!竞赛)(?<!比武)活动", sheet) else sheet))
    return not re.search("竞赛|比武", words)


Register(
    name="activities.register",
    label="文体活动",
    model=Activity,
    create=REGISTER,
    update=CORRECT,
    headings=(*EVENT, Heading("place", ("地点", "活动地点")), Heading("cost", ("支出", "经费", "费用"))),
    key=("name", "held_on"),
    takes=_is_its_own,
    adapt=_kind,
)
