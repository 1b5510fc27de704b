"""What a register's sheet looks like: its headings with their synonyms, and what makes two rows the same."""

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from unionhall.base.registry import Registry
from unionhall.base.text import heading as key_of
from unionhall.kernel.actions.declare import Action
from unionhall.kernel.actions.inputs import Input
from unionhall.kernel.ledger.models import Record
from unionhall.kernel.orgs.models import Org

registers: Registry["Register"] = Registry("register")
Row = dict[str, Any]
_further_names: defaultdict[str, list[str]] = defaultdict(list)


def also_called(label: str, *names: str) -> None:
    """Add what a trade calls a heading of ours, in every register that has it."""
    _further_names[label] += names


@dataclass(frozen=True)
class Heading:
    """A column: the input that it feeds, and the headings under which unions write it; the first is our own.

    ``export`` is the attribute that it is written out from (the input's name where not said), a word behind ``=`` for a column
    that always says the same, and empty for one that is read only.
    """

    input: str
    names: tuple[str, ...]
    required: bool = False
    export: str | None = None

    @property
    def label(self) -> str:
        return self.names[0]

    @property
    def every_name(self) -> tuple[str, ...]:
        """Its own names and those that modules have for it."""
        return (*self.names, *_further_names[self.label])

    @property
    def source(self) -> str:
        return self.input if self.export is None else self.export


PERSON = (
    Heading("person_number", ("工号", "人员编号", "员工号"), export="card.staff_number"),
    Heading("person_name", ("姓名", "人员姓名"), required=True, export="card.name"),
    Heading("person_unit", ("部门", "小组", "车间", "所在部门", "科室"), export="unit"),
)
EVENT = (
    Heading("name", ("活动名称", "竞赛名称", "名称", "活动项目", "比赛名称", "活动"), required=True),
    Heading("held_on", ("日期", "活动日期", "竞赛日期", "时间", "举办日期"), required=True),
    Heading("kind", ("类别", "类型", "活动类别")),
    Heading("attendance", ("人数",)),
    Heading("rank", ("名次", "成绩", "获奖名次")),
)


def is_contest(row: Row, sheet: str) -> bool:
    """Of two registers that share sheets of events, which one a row is of: as its kind says, or else a sheet of one sort alone."""
    words = str(row.get("kind") or ("" if re.search("(?<!竞赛)(?<!比武)活动", sheet) else sheet))
    return bool(re.search("竞赛|比武", words))


@dataclass(frozen=True)
class Register:
    """A register that sheets feed. ``key`` names the fields by which a row is known again; ``find`` answers it otherwise.

    ``takes`` says which rows of a shared sheet are its own, ``adapt`` puts a row into the words of the action; both see what the sheet
    says of itself as well, its days are read, and what they cannot understand is a ``BadCell``. ``dated`` registers tell the year for
    months without one; those that are not (a roster) go in first, so that others find their people.
    """

    name: str
    label: str
    model: type[Record]
    create: Action
    update: Action
    headings: tuple[Heading, ...]
    key: tuple[str, ...]
    find: Callable[[Org, Row], "QuerySet[Any]"] | None = None
    takes: Callable[[Row, str], bool] | None = None
    adapt: Callable[[Row, str], Row] | None = None
    dated: bool = True

    def __post_init__(self) -> None:
        registers.add(self.name, self)

    def input_of(self, heading: Heading) -> Input | None:
        """What the action takes from a column, if it takes it as it stands."""
        return next((given for given in self.create.takes if given.name == heading.input), None)

    @cached_property
    def known(self) -> dict[str, Heading]:
        """Every heading that it knows, by its key."""
        return {key_of(name): heading for heading in self.headings for name in heading.every_name}

    def columns(self, headings: tuple[str, ...]) -> dict[int, Heading]:
        """Which of a sheet's columns are known: index → heading, each heading once, in the column that has the better name for it."""
        meant = self.meant(headings)
        names = {heading: [key_of(name) for name in heading.every_name] for heading in meant.values()}
        rank = {index: names[heading].index(key_of(headings[index])) for index, heading in meant.items()}
        best = [min((index for index in meant if meant[index] == heading), key=rank.__getitem__) for heading in names]
        return {index: meant[index] for index in sorted(best)}

    def meant(self, headings: tuple[str, ...]) -> dict[int, Heading]:
        """Every column that has a name of a heading, a second one for the same among them."""
        return {index: heading for index, text in enumerate(headings) if (heading := self.known.get(key_of(text)))}

    def lacks(self, headings: tuple[str, ...]) -> list[Heading]:
        """The required headings that a sheet does not have."""
        found = self.columns(headings).values()
        return [heading for heading in self.headings if heading.required and heading not in found]


def known(heading: str) -> bool:
    """Whether any register knows a heading."""
    return any(heading in register.known for register in registers)


def registers_for(headings: tuple[str, ...]) -> list[Register]:
    """The registers that a sheet feeds: the one that knows most of its headings, or those that share its rows."""
    fitting = [register for register in registers if not register.lacks(headings)]
    most = max((len(register.columns(headings)) for register in fitting), default=0)
    best = [register for register in fitting if len(register.columns(headings)) == most > 0]
    return [register for register in fitting if register.takes] if any(register.takes for register in best) else best[:1]


def nearest(headings: tuple[str, ...]) -> Register | None:
    """The register that knows most headings of a sheet; nothing where it resembles none."""
    best = max(registers, key=lambda register: len(register.columns(headings)), default=None)
    return best if best and len(best.columns(headings)) > 1 else None


def attribute(record: Any, path: str) -> Any:
    """What a dotted path leads to, such as ``head.name``; nothing where it leads nowhere."""
    for name in path.split("."):
        record = getattr(record, name, None)
    return record
