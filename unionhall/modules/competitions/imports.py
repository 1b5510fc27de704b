"""The headings of a contest list; a sheet shared with activities gives up its rows of 竞赛, one of contests alone says so itself."""

import re
from typing import Any

from unionhall.modules.competitions.actions import CORRECT, REGISTER
from unionhall.modules.competitions.models import Competition
from unionhall.shell.sheets.register import EVENT, Heading, Register


def _is_its_own(row: dict[str, Any], sheet: str) -> bool:
    words = str(row.get("kind") or ("" if re.search("(?<!竞赛)(?<!比武)活动", sheet) else sheet))
    return bool(re.search("竞赛|比武", words))


Register(
    name="competitions.register",
    label="劳动竞赛",
    model=Competition,
    create=REGISTER,
    update=CORRECT,
    headings=(*EVENT[:2], Heading("kind", EVENT[2].names, export="=劳动竞赛"), *EVENT[3:]),
    key=("name", "held_on"),
    takes=_is_its_own,
)
