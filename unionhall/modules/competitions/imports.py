"""The headings of a contest list; a sheet shared with activities gives up its rows of 竞赛, one of contests alone says so itself."""

from unionhall.modules.competitions.actions import CORRECT, REGISTER
from unionhall.modules.competitions.models import Competition
from unionhall.shell.sheets.register import EVENT, Heading, Register, is_contest

Register(
    name="competitions.register",
    label="劳动竞赛",
    model=Competition,
    create=REGISTER,
    update=CORRECT,
    headings=(*EVENT[:2], Heading("kind", EVENT[2].names, export="=劳动竞赛"), *EVENT[3:]),
    key=("name", "held_on"),
    takes=is_contest,
)
