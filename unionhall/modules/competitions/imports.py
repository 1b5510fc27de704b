"""The headings of a contest list; a sheet shared with activities gives up its rows of 竞赛, one of contests alone says so itself."""

import re

from unionhall.modules.competitions.actions import CORRECT, REGISTER
from unionhall.modules.competitions.models import Competition
from unionhall.shell.sheets.register import EVENT, Heading, Register

Register(
    name="competitions.register",
    label="劳动竞赛",
    model=Competition,
    create=REGISTER,
    update=CORRECT,
    headings=(*EVENT[:2], Heading("kind", EVENT[2].names, export="=劳动竞赛"), *EVENT[3:]),
    key=("name", "held_on"),
    takes=lambda row, sheet: bool(re.search("竞赛|比武", str(row.get("kind") or ("" if "活动" in sheet else sheet)))),
)
