"""A workbook read against the registers: which sheet feeds what, in which year, and what each row asks to be done."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from unionhall.base.dates import Day, parse_day
from unionhall.base.text import fold
from unionhall.base.text import name as clean_name
from unionhall.kernel.actions.declare import Action, Problem
from unionhall.kernel.actions.inputs import Input
from unionhall.kernel.ledger.posting import Ref
from unionhall.kernel.orgs.models import Org
from unionhall.kernel.people import identity
from unionhall.kernel.people.models import Card, Person
from unionhall.shell.sheets import UnreadableWorkbook
from unionhall.shell.sheets.grid import BadCell
from unionhall.shell.sheets.register import Heading, Register, Row, attribute, nearest, registers_for
from unionhall.shell.sheets.workbook import Row as SheetRow
from unionhall.shell.sheets.workbook import Sheet, Workbook

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*年?(?!\d)")
_ANY_YEAR = 2000  # a leap year, in which every day of any year is found
_UNIT_INPUTS = ("unit", "person_unit")


@dataclass(frozen=True)
class Line:
    """One row of one sheet, with the register that it goes to and its cells by column."""

    sheet: Sheet
    row: SheetRow
    register: Register
    columns: dict[int, Heading]

    def cells(self) -> Row:
        return {heading.input: self.row.cells[index] for index, heading in self.columns.items()}

    def column_of(self, name: str) -> int | None:
        """Where the input stands in the sheet, so that its cell can be marked."""
        wanted = {"person": ("person_name", "person_number")}.get(name, (name,))
        return next((index for index, heading in self.columns.items() if heading.input in wanted), None)

    def units(self) -> set[str]:
        """The groups that the row names."""
        cells = self.cells()
        return {name for given in _UNIT_INPUTS if (name := fold(str(cells.get(given) or "")))}


@dataclass
class Request:
    """What a row asks for: the action, its data, the record that it is already kept as (or none), and unreadable cells.

    ``twin`` is the earlier row of the same file that stands for the same record; ``same``: the record says all of it already.
    """

    action: Action
    data: dict[str, Any]
    record: Any
    problems: list[Problem]
    twin: Line | None = None
    same: bool = False


@dataclass
class Plan:
    """Everything that a workbook asks for. ``year`` stands for months and days written without one."""

    workbook: Workbook
    org: Org
    lines: list[Line] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    year: int | None = None
    year_lacking: bool = False
    year_assumed: bool = False
    units: list[str] = field(default_factory=list)


def plan(workbook: Workbook, org: Org, year: int | None = None, groups: Mapping[str, str] | None = None) -> Plan:
    """Read a workbook against the registers. Rosters come first, so that other sheets find their people.

    ``groups`` says which group of ours is meant by a name that the workbook writes otherwise. ``UnreadableWorkbook`` where no row
    goes anywhere.
    """
    made = Plan(workbook, org, year=year)
    for sheet in workbook.sheets:
        fitting = registers_for(sheet.headings) if sheet.heading_row else []
        if not fitting or not sheet.rows:
            made.skipped.append((sheet.name, _why_skipped(sheet)))
        made.lines += [line for row in sheet.rows if fitting and (line := _line(sheet, row, fitting, groups or {}))]
    if not made.lines:
        why = "；".join(f"工作表“{name}”{reason}" for name, reason in made.skipped)
        raise UnreadableWorkbook(f"没有可以导入的行：{why}。请核对表头；能认出的表格和模板见“导入表格”页")
    made.lines.sort(key=lambda line: line.register.dated)
    made.year_lacking = any(_day(line) is None and _day(line, _ANY_YEAR) for line in made.lines)
    if year is None:
        # The years that the workbook's own dates and titles speak of.
        years = {int(said) for sheet in workbook.sheets for said in _YEAR.findall(f"{sheet.title}{sheet.name}")}
        years |= {day.value.year for line in made.lines if line.register.dated and (day := _day(line))}
        made.year = years.pop() if len(years) == 1 else None
        made.year_assumed = made.year is not None and made.year_lacking
    known = set(org.subtree().values_list("name", flat=True))
    made.units = [name for name in dict.fromkeys(name for line in made.lines for name in line.units()) if name not in known]
    return made


def request(made: Plan, line: Line, used: Mapping[Ref, Line]) -> Request:
    """Read one row. ``used`` holds the records that earlier rows of the same file stand for: two equal rows are two records."""
    register, row = line.register, line.cells()
    problems = [Problem("invalid", value.message, name) for name, value in row.items() if isinstance(value, BadCell)]
    row = {name: value for name, value in row.items() if value != "" and not isinstance(value, BadCell)}
    if register.adapt:
        row = register.adapt(row, f"{line.sheet.name}{line.sheet.title}")
    data, more = _data(made, register, row)
    matches = _matches(made.org, register, data)
    twin = next((used[record.ref] for record in matches if record.ref in used), None)
    # Of several with one key the one that the row says most nearly, so that the order of rows does not matter.
    free = [record for record in matches if record.ref not in used]
    found = min(free, key=lambda record: _differences(register, data, record, made.org), default=None)
    if found is None:
        return Request(register.create, data, None, [*problems, *more], twin)
    same = not problems and not more and not _differences(register, data, found, made.org)
    return Request(register.update, {**register.update.standing(found), **data}, found, [*problems, *more], twin, same)


def _why_skipped(sheet: Sheet) -> str:
    if not sheet.rows and (sheet.heading_row or not sheet.title):
        return "没有数据"
    register = nearest(sheet.headings)
    if register is None:
        return "没有认出表头，未导入"
    return f"像“{register.label}”，但没有{'、'.join(f'“{heading.label}”' for heading in register.lacks(sheet.headings))}一列，未导入"


def _line(sheet: Sheet, row: SheetRow, fitting: list[Register], groups: Mapping[str, str]) -> Line | None:
    for register in fitting:
        columns = register.columns(sheet.headings)
        units = [index for index, heading in columns.items() if groups and heading.input in _UNIT_INPUTS]
        cells = tuple(groups.get(fold(str(cell)), cell) if index in units else cell for index, cell in enumerate(row.cells))
        line = Line(sheet, replace(row, cells=cells), register, columns)
        if register.takes is None or register.takes(line.cells()):
            return line
    return None


def _data(made: Plan, register: Register, row: Row) -> tuple[dict[str, Any], list[Problem]]:
    """A row in the words of its action: people looked up, days read with the workbook's year."""
    problems, data = [], dict(row)
    for given in register.create.takes:
        try:
            if given.kind == "day" and given.name in row:
                data[given.name] = row[given.name] if isinstance(row[given.name], Day) else parse_day(row[given.name], made.year)
            elif given.kind == "person":
                data[given.name] = _person(made.org, row)
        except ValueError as error:
            problems.append(Problem("invalid", str(error), given.name))
            data[given.name] = None
    return data, problems


def _person(org: Org, row: Row) -> Person:
    """Whom a row means: by staff number, else by name if the union knows only one of that name. Raises ``ValueError``."""
    number, name = fold(str(row.get("person_number") or "")), clean_name(str(row.get("person_name") or ""))
    cards = list(Card.objects.filter(org=org, staff_number=number)) if number else []
    if cards and name and cards[0].name != name:
        raise ValueError(f"工号 {number} 在名册中是{cards[0].name}，表中写的是{name}，请核对")
    cards = cards or list(Card.objects.filter(org=org, name=name)[:3])
    unit = fold(str(row.get("person_unit") or ""))
    if len(cards) > 1 and unit:
        cards = [card for card in cards if card.unit and card.unit.name == unit] or cards
    if not cards:
        raise ValueError(f"“{name or number}”不在名册中，请先登记，或在同一文件里附上花名册")
    if len(cards) > 1:
        raise ValueError(f"名册中有 {len(cards)} 位“{name}”，请写上工号或所在小组")
    return cards[0].person


def _matches(org: Org, register: Register, data: Row) -> list[Any]:
    """The records of the same key, oldest first; void ones do not count."""
    if register.find:
        return list(register.find(org, data).exclude(state="void"))
    wanted = {given.name: given for given in register.create.takes if given.name in register.key}
    try:
        key = {name: given.clean(data.get(name), org) for name, given in wanted.items()}
    except ValueError:
        return []
    sources = {heading.input: heading.source.replace(".", "__") for heading in register.headings}
    key = {name: value.value if isinstance(value, Day) else value for name, value in key.items() if value not in (None, "")}
    known = {sources.get(name, name): value for name, value in key.items()}
    return list(register.model._default_manager.filter(org=org, **known).exclude(state="void").order_by("pk")) if known else []


def _differences(register: Register, data: Row, record: Any, org: Org) -> int:
    """In how many inputs the row says something else than the record."""
    now, sources = register.update.initial(record), {heading.input: heading.source for heading in register.headings}
    count = 0
    for given in register.update.takes:
        if given.name in data:
            stands = now[given.name] if now[given.name] is not None else attribute(record, sources.get(given.name, ""))
            count += not _says(given, data[given.name], stands, record, org)
    return count


def _says(given: Input, raw: Any, stands: Any, record: Any, org: Org) -> bool:
    try:
        value = given.clean(raw, org)
    except ValueError:
        return False
    return identity.known(value) == record.person if given.kind == "identity" and value else bool(value == stands)


def _day(line: Line, year: int | None = None) -> Day | None:
    """The row's own day, if it can be read."""
    try:
        return parse_day(line.cells().get(line.register.model.day), year)
    except ValueError:
        return None
