"""Preview and import. A preview does the whole import and takes it back, so that the two cannot differ."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db import transaction

from unionhall.kernel.access.scope import Asker
from unionhall.kernel.actions.batches import RowCall, confirm, new_batch
from unionhall.kernel.actions.declare import Action, Call, Invalid, Problem
from unionhall.kernel.actions.models import Batch
from unionhall.kernel.actions.places import FOUND
from unionhall.kernel.actions.run import Doing, act, settle
from unionhall.kernel.files.models import keep
from unionhall.kernel.orgs.models import kinds
from unionhall.shell.sheets.plan import Line, Plan, call, request

NEW, UPDATE, SAME, WARN, ERROR = "new", "update", "same", "warn", "error"
LABELS = {NEW: "新增", UPDATE: "更新", SAME: "无变化", WARN: "提醒", ERROR: "有错"}


@dataclass(frozen=True)
class Cell:
    """A cell of the preview as people read it, with what is wrong with it, if anything."""

    label: str
    text: str
    column: int | None
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Checked:
    """A row of the preview. ``state`` is what confirming does with it; ``notices`` are told and do not keep it from going in."""

    sheet: str
    row: int
    register: str
    state: str
    cells: tuple[Cell, ...]
    changes: tuple[tuple[str, str, str], ...] = ()
    errors: tuple[Problem, ...] = ()
    notices: tuple[str, ...] = ()


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

    def writes(self) -> list[tuple[str, int]]:
        """The rows that confirming writes."""
        return [(row.sheet, row.row) for row in self.rows if row.state in (NEW, UPDATE)]


class _TakeBack(Exception):
    """Ends the rehearsal; everything in it is undone."""


def preview(plan: Plan, actor: Asker | None, at: datetime) -> Preview:
    """Check every row by doing it, then take it all back. Nothing stays written."""
    made = Preview(plan)
    used: set[tuple[str, int]] = set()
    try:
        with transaction.atomic():
            _found_units(plan, actor, at)
            for _, lines in groupby(plan.lines, key=lambda line: line.register.dated):
                done: list[Doing] = []
                made.rows += [_rehearse(plan, line, used, done, Call(actor, {}, at=at)) for line in lines]
                settle(done)
            raise _TakeBack
    except _TakeBack:
        pass
    order = {sheet.name: number for number, sheet in enumerate(plan.workbook.sheets)}
    made.rows.sort(key=lambda row: (order[row.sheet], row.row))
    return made


def carry_out(plan: Plan, writes: list[tuple[str, int]], actor: Asker | None, at: datetime, original: bytes = b"") -> Batch:
    """Write the rows that the user confirmed, whole or not at all. Raises ``Invalid`` where something has changed since the preview."""
    file = keep(plan.org, plan.workbook.name, original, actor) if original else None  # type: ignore[arg-type]  # a command has no user
    batch = new_batch(plan.org, actor, plan.workbook.name, file, at)
    wanted = set(writes)
    lines = [line for line in plan.lines if (line.sheet.name, line.row.number) in wanted]
    confirm(batch, [*_unit_rows(plan, lines, actor, at), *_rows(plan, lines, actor, at)])
    return batch


def _rows(plan: Plan, lines: list[Line], actor: Asker | None, at: datetime) -> Iterator[RowCall]:
    used: set[tuple[str, int]] = set()

    def make(line: Line) -> tuple[Action, Call]:
        action, data, record, problems = request(plan, line, used)
        if problems:
            raise Invalid([Problem("invalid", f"“{line.sheet.name}”第 {line.row.number} 行：{problem.message}") for problem in problems])
        return action, call(plan, data, record, actor, at)

    for line in lines:
        yield RowCall(line.sheet.name, line.row.number, lambda line=line: make(line), lambda doing: used.add(doing.record.ref))


def _unit_rows(plan: Plan, lines: list[Line], actor: Asker | None, at: datetime) -> Iterator[RowCall]:
    """New groups first; each stands in the batch with the first row that names it."""
    kind = part_kind(plan)
    for name in plan.units:
        line = next((line for line in lines if name in map(str, line.row.cells)), None)
        if line and kind:
            made = (FOUND, Call(actor, {"kind": kind, "name": name}, org=plan.org, at=at, channel="import"))
            yield RowCall(line.sheet.name, line.row.number, lambda made=made: made)


def part_kind(plan: Plan) -> str | None:
    """The kind of group that stands below this organization."""
    return next((name for name in kinds[plan.org.kind].children if kinds[name].part), None)


def _found_units(plan: Plan, actor: Asker | None, at: datetime) -> None:
    for row in _unit_rows(plan, plan.lines, actor, at):
        act(*row.make())


def _rehearse(plan: Plan, line: Line, used: set[tuple[str, int]], done: list[Doing], asked: Call) -> Checked:
    action, data, record, problems = request(plan, line, used)
    doing: Doing | None = None
    if not problems:
        try:
            with transaction.atomic():
                doing = act(action, call(plan, data, record, asked.actor, asked.at))
                used.add(doing.record.ref)
                done.append(doing)
        except Invalid as refused:
            problems = refused.problems
    cells = tuple(_cell(line, index, problems) for index in range(len(line.sheet.headings)) if line.sheet.headings[index])
    if doing is None:
        return Checked(line.sheet.name, line.row.number, line.register.label, ERROR, cells, errors=tuple(problems))
    changes = tuple((change.field, change.old, change.new) for change in doing.changes)
    state = NEW if record is None else UPDATE if changes else SAME
    notices = () if state == SAME else tuple(problem.message for problem in doing.problems)
    shown = changes if state == UPDATE else ()
    return Checked(line.sheet.name, line.row.number, line.register.label, state, cells, shown, notices=notices)


def _cell(line: Line, index: int, problems: list[Problem]) -> Cell:
    value = line.row.cells[index] if index < len(line.row.cells) else ""
    text = f"{value:%Y-%m-%d}" if isinstance(value, datetime) else str(value)
    wrong = tuple(problem.message for problem in problems if problem.field and line.column_of(problem.field) == index)
    return Cell(line.sheet.headings[index], text, index, wrong)


def faults(made: Preview) -> list[dict[str, Any]]:
    """Every error with its cell, for the workbook that is marked and given back."""
    lines = {(line.sheet.name, line.row.number): line for line in made.plan.lines}
    return [
        {"sheet": row.sheet, "row": row.row, "column_index": lines[row.sheet, row.row].column_of(problem.field), "message": problem.message}
        for row in made.rows
        for problem in row.errors
    ]
