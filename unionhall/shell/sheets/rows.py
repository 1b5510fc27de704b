"""What a row of a sheet asks to be done: read into the words of its action, and matched with the record that it is already kept as."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
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
from unionhall.shell.sheets.grid import BadCell
from unionhall.shell.sheets.plan import Line, Plan
from unionhall.shell.sheets.register import Register, Row, attribute

_NUMBERS = ("money", "integer", "day")  # kinds of which a second column would be lost without anybody seeing it


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


def request(made: Plan, line: Line, used: Mapping[Ref, Line]) -> Request:
    """Read one row. ``used`` holds the records that earlier rows of the same file stand for: two equal rows are two records."""
    register = line.register
    data, problems = _understood(made, line)
    matches = _matches(made.org, register, data)
    twin = next((used[record.ref] for record in matches if record.ref in used), None)
    # Of several with one key the one that the row says most nearly, so that the order of rows does not matter.
    free = [record for record in matches if record.ref not in used]
    found = min(free, key=lambda record: _differences(register, data, record, made.org), default=None)
    if found is None:
        return Request(register.create, data, None, problems, twin)
    same = not problems and not _differences(register, data, found, made.org)
    return Request(register.update, {**register.update.standing(found), **data}, found, problems, twin, same)


def _understood(made: Plan, line: Line) -> tuple[dict[str, Any], list[Problem]]:
    """A row in the words of its action: days read with its sheet's year, groups and people looked up; and what cannot be read."""
    kinds = {given.name: given.kind for given in line.register.create.takes}
    problems = list(_doubled(line))

    def read(name: str, reader: Callable[[], Any]) -> Any:
        try:
            return reader()
        except ValueError as error:
            problems.append(Problem("invalid", str(error), name))

    given = {name: value for name, value in line.cells().items() if value != ""}
    data = {name: read(name, partial(_read, made, line, kinds.get(name, ""), value)) for name, value in given.items()}
    if line.register.adapt:
        adapted = line.register.adapt(data, f"{line.sheet.name}{line.sheet.title}")
        data = {name: read(name, partial(_read, made, line, "", value)) for name, value in adapted.items()}
    people = (name for name, kind in kinds.items() if kind == "person")
    return data | {name: read(name, partial(_person, made.org, data)) for name in people}, problems


def _doubled(line: Line) -> Iterator[Problem]:
    """Two columns for one thing, of which the second says a value of its own."""
    main, cells = {heading.input: index for index, heading in line.columns.items()}, line.row.cells
    for index, heading in line.register.meant(line.sheet.headings).items():
        first, given = main[heading.input], line.register.input_of(heading)
        if index == first or not given or given.kind not in _NUMBERS or cells[index] in ("", cells[first]):
            continue
        if _can_be(given, cells[index]):
            names = [line.sheet.headings[place] for place in (first, index)]
            text = f"“{names[0]}”和“{names[1]}”是同一栏，只能读前一列，请把“{names[1]}”另列一行或并入前一列"
            yield Problem("invalid", text, heading.input)


def _can_be(given: Input, cell: object) -> bool:
    """Whether a cell is a value of that kind: 14:00 beside a day is no second day."""
    with suppress(ValueError):
        return given.clean(cell, None) is not None
    return False


def _read(made: Plan, line: Line, kind: str, value: Any) -> Any:
    """A cell, or a ``ValueError`` that says what is wrong with it."""
    if isinstance(value, BadCell):
        raise ValueError(value.message)
    if kind == "day":
        return value if isinstance(value, Day) else parse_day(value, made.year_of(line.sheet))
    if kind != "unit":
        return value
    found = made.org.subtree().filter(name=value, dissolved_on=None).first()
    if found is None:
        raise ValueError(f"没有“{value}”这个小组，请先在组织中新增，或改为已有的名称")
    return found


def _person(org: Org, row: Row) -> Person:
    """Whom a row means: by staff number, else by name if the union knows only one of that name. Raises ``ValueError``."""
    number, name = fold(str(row.get("person_number") or "")), clean_name(str(row.get("person_name") or ""))
    own = Card.objects.filter(org=org)
    cards = list(own.filter(staff_number=number)) if number else []
    if cards and name and cards[0].name != name:
        raise ValueError(f"工号 {number} 在名册中是{cards[0].name}，表中写的是{name}，请核对")
    cards = cards or list(own.filter(name=name)[:3])
    unit = clean_name(str(row.get("person_unit") or ""))
    if len(cards) > 1 and number:
        cards = [card for card in cards if card.staff_number.lstrip("0") == number.lstrip("0")] or cards
    if len(cards) > 1 and unit:
        cards = [card for card in cards if card.unit and card.unit.name == unit] or cards
    if not cards:
        who = f"“{name or number}”" if name or number else "姓名或工号没有写，这个人"
        raise ValueError(f"{who}不在名册中，请先登记，或在同一文件里附上花名册")
    if len(cards) > 1:
        raise ValueError(f"名册中有 {len(cards)} 位“{name}”，请写上工号或所在小组")
    known = cards[0].staff_number
    if number and known and number.lstrip("0") != known.lstrip("0"):
        raise ValueError(f"工号 {number} 不在名册中，名册中{name}的工号是 {known}，请核对")
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
