"""Preview and import. A preview does the whole import and takes it back, so that the two cannot differ."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from itertools import groupby
from typing import Any

from django.db import IntegrityError, connection, transaction

from unionhall.base.identifiers import mask_identity, mask_phone
from unionhall.kernel.access.scope import Asker, Refused
from unionhall.kernel.actions.batches import RowCall, confirm, new_batch
from unionhall.kernel.actions.declare import Action, Call, Invalid, Problem
from unionhall.kernel.actions.models import Batch
from unionhall.kernel.actions.persons import IDENTITY
from unionhall.kernel.actions.places import FOUND
from unionhall.kernel.actions.run import Doing, act, settle
from unionhall.kernel.files.models import keep
from unionhall.kernel.ledger.kinds import label
from unionhall.kernel.ledger.posting import Ref
from unionhall.kernel.orgs.models import kinds
from unionhall.kernel.people.models import Card
from unionhall.shell.sheets.grid import BadCell
from unionhall.shell.sheets.marking import CellFault
from unionhall.shell.sheets.plan import Line, Plan
from unionhall.shell.sheets.rows import Request, request

NEW, UPDATE, SAME, WARN, ERROR = "new", "update", "same", "warn", "error"
LABELS = {NEW: "新增", UPDATE: "更新", SAME: "无变化", WARN: "提醒", ERROR: "有错"}
CHANGED = "核对之后有人改动过数据，没有写入任何一行，请重新核对"

# The rows that somebody confirms, by sheet and row, each with the digest of what the preview said that it does.
Writes = Mapping[tuple[str, int], str]


@dataclass(frozen=True)
class SheetCell:
    """A cell of the preview as people read it (identity numbers masked), what stood there before, and what is wrong with it."""

    text: str
    was: str | None = None
    why: str = ""


@dataclass(frozen=True)
class Checked:
    """A row of the preview. ``state`` is what confirming does with it; ``notices`` are told and do not keep it from going in.

    ``faults`` are what does, each with its column; ``changes`` are field, old and new. ``does`` is a digest of what the row does,
    held against what it does when confirmed.
    """

    sheet: str
    row: int
    register: str
    state: str
    cells: tuple[SheetCell, ...]
    changes: tuple[tuple[str, str, str], ...] = ()
    notices: tuple[str, ...] = ()
    faults: tuple[tuple[int | None, str], ...] = ()
    does: str = ""


@dataclass
class Preview:
    """What an import would do, row by row."""

    plan: Plan
    rows: list[Checked] = field(default_factory=list)

    def counts(self) -> Counter[str]:
        """Rows by state; those with a reminder are counted once more under ``warn``."""
        counts = Counter(row.state for row in self.rows)
        counts[WARN] = sum(bool(row.notices) for row in self.rows)
        return counts

    def writes(self) -> Writes:
        """The rows that confirming writes."""
        return {(row.sheet, row.row): row.does for row in self.rows if row.state in (NEW, UPDATE)}


@contextmanager
def rehearsal() -> Iterator[None]:
    """Work on the data as it stands, without leaving a trace.

    PostgreSQL takes the transaction back. SQLite has one writer at a time, whom a rehearsal of seconds would keep waiting: there
    the work is done on a copy in memory.
    """
    with _copy() if connection.vendor == "sqlite" and not connection.in_atomic_block else nullcontext(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def _copy() -> Iterator[None]:
    connection.ensure_connection()
    real = connection.connection
    copy = connection.get_new_connection({**connection.get_connection_params(), "database": ":memory:"})
    try:
        real.backup(copy)
        connection.connection = copy
        yield
    finally:
        connection.connection = real
        copy.close()


def preview(plan: Plan, actor: Asker | None, at: datetime) -> Preview:
    """Check every row by doing it, then take it all back. Nothing stays written."""
    made = Preview(plan)
    used: dict[Ref, Line] = {}
    done: list[Doing] = []
    asked = Call(actor, {}, org=plan.org, at=at, channel="import")
    with rehearsal():
        for row in _unit_rows(plan, plan.lines, asked):
            act(*row.make())
        for _, lines in groupby(plan.lines, key=lambda line: line.register.dated):
            settle(done)  # what the last rows count is asked for by nobody, so that it need not be posted
            made.rows += [_rehearse(plan, line, used, done, asked) for line in lines]
    order = {sheet.name: number for number, sheet in enumerate(plan.workbook.sheets)}
    made.rows.sort(key=lambda row: (order[row.sheet], row.row))
    return made


def carry_out(plan: Plan, writes: Writes, actor: Asker | None, at: datetime, original: bytes = b"") -> Batch:
    """Write the rows that the user confirmed, whole or not at all. Raises ``Invalid`` where something has changed since the preview."""
    file = keep(plan.org, plan.workbook.name, original, actor) if original else None  # type: ignore[arg-type]  # a command has no user
    batch = new_batch(plan.org, actor, plan.workbook.name, file, at)
    lines = [line for line in plan.lines if (line.sheet.name, line.row.number) in writes]
    asked = Call(actor, {}, org=plan.org, at=at, channel="import")
    try:
        confirm(batch, [*_unit_rows(plan, lines, asked), *_rows(plan, lines, writes, asked)])
    except IntegrityError as error:
        raise Invalid([Problem("invalid", CHANGED)]) from error
    return batch


def _rows(plan: Plan, lines: list[Line], writes: Writes, asked: Call) -> Iterator[RowCall]:
    used: dict[Ref, Line] = {}

    def make(line: Line) -> tuple[Action, Call]:
        wanted = request(plan, line, used)
        if wanted.problems:
            raise Invalid([Problem("invalid", f"{_place(line)}：{problem.message}") for problem in wanted.problems])
        return wanted.action, replace(asked, data=wanted.data, record=wanted.record)

    def done(line: Line, doing: Doing) -> None:
        used[doing.record.ref] = line
        if _does(doing) != writes[line.sheet.name, line.row.number]:
            raise Invalid([Problem("invalid", f"{_place(line)}：{CHANGED}")])

    for line in lines:
        yield RowCall(line.sheet.name, line.row.number, partial(make, line), partial(done, line))


def _unit_rows(plan: Plan, lines: list[Line], asked: Call) -> Iterator[RowCall]:
    """New groups first; each stands in the batch with the first row that names it."""
    kind = next((name for name in kinds[plan.org.kind].children if kinds[name].part), None)

    def found(name: str) -> tuple[Action, Call]:
        return FOUND, replace(asked, data={"kind": kind, "name": name})

    for name in plan.units if kind else ():
        if line := next((line for line in lines if name in line.units()), None):
            yield RowCall(line.sheet.name, line.row.number, partial(found, name))


def _rehearse(plan: Plan, line: Line, used: dict[Ref, Line], done: list[Doing], asked: Call) -> Checked:
    wanted = request(plan, line, used)
    problems = wanted.problems
    if wanted.same:
        used[wanted.record.ref] = line
        return _checked(line, SAME)
    if not problems:
        try:
            with transaction.atomic():
                doing = act(wanted.action, replace(asked, data=wanted.data, record=wanted.record))
            used[doing.record.ref] = line
            done.append(doing)
            return _accepted(line, doing)
        except Invalid as refused:
            problems = _explained(refused.problems, line, wanted)
        except IntegrityError:
            problems = _explained([Problem("invalid", "与已有的一条记录重复，请核对")], line, wanted)
        except Refused as refused:
            problems = [Problem("invalid", str(refused))]
    faults = ((line.column_of(problem.field) if problem.field else None, problem.message) for problem in problems)
    return _checked(line, ERROR, faults=tuple(faults))


def _explained(problems: list[Problem], line: Line, wanted: Request) -> list[Problem]:
    """What is refused because an earlier row of the file says the same is a repetition, whatever the rule says of it."""
    twin = wanted.twin
    if twin is None or wanted.record is not None:
        return problems
    where = "" if twin.sheet.name == line.sheet.name else f"“{twin.sheet.name}”"
    same_identity = line.cells().get(IDENTITY.name) not in (None, "") and line.cells()[IDENTITY.name] == twin.cells().get(IDENTITY.name)
    return [Problem("invalid", f"与{where}第 {twin.row.number} 行重复", IDENTITY.name if same_identity else problems[0].field)]


def _accepted(line: Line, doing: Doing) -> Checked:
    changes = _changes(doing)
    state = NEW if doing.call.record is None else UPDATE if changes else SAME
    notices = () if state == SAME else (*line.notices(), *(problem.message for problem in doing.problems))
    return _checked(line, state, changes=changes if state == UPDATE else (), notices=notices, does=_does(doing))


def _checked(line: Line, state: str, **more: Any) -> Checked:
    """The row as the preview keeps it, each cell with its own faults and with what stood there before the changes."""
    names = {str(f.verbose_name): f.name for model in (Card, line.register.model) for f in model._meta.concrete_fields}
    before = {names.get(field, ""): old for field, old, _ in more.get("changes", ())}
    cells = []
    for index, heading in enumerate(line.sheet.headings):
        fed = line.columns[index].input if index in line.columns else "-"
        why = "；".join(message for column, message in more.get("faults", ()) if column == index)
        if heading:
            cells.append(SheetCell(_text(line.row.cells[index], fed, bool(why)), before.get(fed), why))
    return Checked(line.sheet.name, line.row.number, line.register.label, state, tuple(cells), **more)


def _changes(doing: Doing) -> tuple[tuple[str, str, str], ...]:
    """Field, old, new. A group that changes on the card changes on the record as well: said once."""
    on_card = str(Card._meta.get_field("unit").verbose_name)
    repeated = str(doing.record._meta.get_field("unit").verbose_name) if any(change.field == on_card for change in doing.changes) else ""
    return tuple(
        (change.field, label(change.old), mask_identity(change.new) if change.field == IDENTITY.label else label(change.new))
        for change in doing.changes
        if change.field != repeated
    )


def _does(doing: Doing) -> str:
    """A digest of what a row does: it makes a record, or changes these fields from this to that."""
    changes = _changes(doing) if doing.call.record is not None else "new"
    return hashlib.sha256(json.dumps(changes, ensure_ascii=False).encode()).hexdigest()[:16]


def _text(value: object, fed: str, wrong: bool) -> str:
    """A cell as people read it; a wrong phone number is shown, so that it can be put right."""
    if isinstance(value, BadCell):
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = f"{value:%Y-%m-%d}" if isinstance(value, date) else str(value)
    if fed == IDENTITY.name:
        return mask_identity(text)
    return mask_phone(text) if fed == "phone" and not wrong else text


def _place(line: Line) -> str:
    return f"“{line.sheet.name}”第 {line.row.number} 行"


def cell_faults(rows: list[Checked]) -> list[CellFault]:
    """The errors, for the workbook that is marked and given back."""
    found = [(row, column, message, message.partition("，请")[2]) for row in rows for column, message in row.faults]
    return [CellFault(row.sheet, row.row, column, message, f"请{how}" if how else "") for row, column, message, how in found]
