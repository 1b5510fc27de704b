"""Tables that contradict themselves or the text: totals that are not the sum of their rows or columns, parts above their whole."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from unionhall.kernel.ledger.metrics import phrases
from unionhall.shell.reading.faults.fault import Found, Severity
from unionhall.shell.reading.figures import Figure
from unionhall.shell.reading.headings import TOTAL, Label, Line, Table
from unionhall.shell.reading.neighbours import CHANGE
from unionhall.shell.reading.tables import Cell
from unionhall.shell.reading.text import Reading
from unionhall.shell.reading.verdicts import holds

_PERSONS = ("人", "人次", "户")
_NO_SUM = re.compile("率|比|平均|[人户]均|单价|标准|[±]|增减|增长|增幅")
_ORIGINAL = "核对原始记录后改正"


class Sum(NamedTuple):
    """A total as it is written, beside what its parts add up to."""

    cell: Cell
    written: Decimal
    parts: Decimal


def find(reading: Reading, figures: Sequence[Figure]) -> Iterator[Found]:
    """Contradictions of tables; offsets of the clean text."""
    for place, table in enumerate(reading.tables):
        own = {figure.clean: figure.unit for figure in figures if figure.table == place}
        yield from _rows(table, own)
        yield from _columns(table)
    yield from _parts(figures)
    yield from _text_beside(reading, figures)


def _rows(table: Table, units: dict[tuple[int, int], str]) -> Iterator[Found]:
    """合计 below or above its rows. Where most columns do not add up, what is counted overlaps, and nothing is said."""
    found = [(column, one) for column in range(len(table.columns)) if _adds_up(table, column) for one in _sums(table, column)]
    wrong = [(column, one) for column, one in found if one.written != one.parts]
    if len(found) < 2 * len(wrong) and len({column for column, _ in found}) > 1:
        return
    for _, one in wrong:
        # The same person may stand in two rows, and counts once.
        persons = units.get((one.cell.start, one.cell.end)) in _PERSONS and one.written < one.parts
        yield _found(one, "soft" if persons else "hard")


def _adds_up(table: Table, place: int) -> bool:
    column = table.columns[place]
    said = column.words + "".join(label.unit for label in column.path)
    return column.kind == "number" and "%" not in said and not _NO_SUM.search(said)


def _sums(table: Table, place: int) -> Iterator[Sum]:
    """Each total of a column with the sum of the rows that belong to it."""
    lines = [line for line in table.lines if line.part in ("data", "total", "subtotal")]
    if len({_unit(line) for line in lines if line.part == "data"}) > 1:
        return
    if lines and lines[0].part == "total":  # it stands above what it sums up
        lines = [*lines[1:], lines[0]]
    rows, here, below = Decimal(0), Decimal(0), Decimal(0)  # all rows, those since the last subtotal, all subtotals
    counted = 0
    for line in lines:
        cell = line.cells[place]
        value = _exact(cell)
        if line.part == "data" and line.depth == 0:
            rows, here, counted = rows + (value or 0), here + (value or 0), counted + (value is not None)
        elif line.part == "subtotal" and value is not None:
            yield Sum(cell, value, here)
            below, here = below + value, Decimal(0)
        elif line.part == "total" and value is not None and counted > 1:
            yield Sum(cell, value, value if value in (rows, below + here) else rows)


def _unit(line: Line) -> str:
    own = line.unit.unit if line.unit else ""
    return own or next((label.unit for label in line.labels.values() if label.unit), "")


def _exact(cell: Cell) -> Decimal | None:
    quantity = cell.quantity
    return None if quantity is None or quantity.approx or quantity.upper is not None else quantity.value


def _columns(table: Table) -> Iterator[Found]:
    """A column 合计 beside those that it sums up: in most rows it shows that it does, in one it does not."""
    for place, column in enumerate(table.columns):
        if not column.path or column.kind != "number" or not TOTAL.fullmatch(column.path[-1].words):
            continue
        beside = [at for at in range(len(table.columns)) if at != place and _adds_up(table, at) and _is_beside(table, at, column.path)]
        units = {label.unit for at in beside for label in table.columns[at].path[-1:]}
        lines = [line for line in table.lines if line.part == "data" and not table.register]
        found = [one for line in lines if len(beside) > 1 and len(units) == 1 and (one := _across(line, place, beside))]
        wrong = [one for one in found if one.written != one.parts]
        if len(wrong) <= max(1, len(found) // 3) < len(found):
            yield from (_found(one, "hard") for one in wrong)


def _is_beside(table: Table, at: int, total: Sequence[Label]) -> bool:
    """Whether a column is summed up by one: of the same heading above and of its unit, where it has one."""
    path = table.columns[at].path
    above = [label.words for label in total[:-1]]
    same = [label.words for label in path[: len(above)]] == above and total[-1].unit in ("", *(label.unit for label in path[-1:]))
    return same and not any(label.part or TOTAL.fullmatch(label.words) for label in path)


def _across(line: Line, place: int, beside: Sequence[int]) -> Sum | None:
    written, parts = _exact(line.cells[place]), [_exact(line.cells[at]) for at in beside]
    known = [part for part in parts if part is not None]
    return Sum(line.cells[place], written, sum(known, Decimal(0))) if written is not None and len(known) > 1 else None


def _found(one: Sum, severity: Severity) -> Found:
    note = f"各项相加为 {_plain(one.parts)}，合计写的是 {_plain(one.written)}"
    return Found(one.cell.start, one.cell.end, "contradiction", note, _ORIGINAL, severity)


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


# -- parts, and the text beside the table --------------------------------------------------------------------------------------------


def _parts(figures: Sequence[Figure]) -> Iterator[Found]:
    """其中 below a number: none is more, and those that exclude one another do not add up to more."""
    groups: defaultdict[int, list[Figure]] = defaultdict(list)
    for figure in figures:
        counts = figure.table is not None and not figure.approx and not figure.of and figure.unit != "%"
        if counts and figure.parent is not None and figure.unit == figures[figure.parent].unit:
            groups[figure.parent].append(figure)
    for place, parts in groups.items():
        whole = figures[place]
        larger = next((part for part in parts if part.value > whole.value), None)
        if larger and not whole.approx:
            note = f"其中 {_plain(larger.value)} 多于总数 {_plain(whole.value)}"
            yield Found(*larger.clean, "contradiction", note, _ORIGINAL)
        elif not whole.approx and whole.unit not in _PERSONS[:1] and not _several_ways(whole.value, parts):
            note = f"其中各项相加为 {_plain(sum((part.value for part in parts), Decimal(0)))}，多于总数 {_plain(whole.value)}"
            yield Found(*whole.clean, "contradiction", note, _ORIGINAL)


def _several_ways(whole: Decimal, parts: Sequence[Figure]) -> bool:
    """Whether parts fit into their whole, or divide it twice: by kind, and once more by source."""
    runs = [Decimal(0)]
    for part in parts:
        if runs[-1] + part.value > whole:
            runs.append(Decimal(0))
        runs[-1] += part.value
    return len(runs) == 1 or whole in runs


def _text_beside(reading: Reading, figures: Sequence[Figure]) -> Iterator[Found]:
    """What the text says of a metric and its table does not."""
    tables = {
        (figure.metric, figure.period_code, figure.unit, figure.document): figure
        for figure in figures
        if figure.table is not None and figure.metric and figure.period_code and not figure.whose and not figure.of
    }
    for figure in figures:
        listed = tables.get((figure.metric, figure.period_code, figure.unit, figure.document))
        if figure.table is not None or not listed or figure.modality not in ("done", "state"):
            continue
        before = reading.clean.text[max(0, figure.clean[0] - 6) : figure.clean[0]]
        if _names(figure) and not CHANGE.search(before) and not holds(figure, listed.value) and listed.modality in ("done", "state"):
            note = f"文中写 {figure.text}，表中“{listed.measure}”为 {listed.text}"
            yield Found(*figure.clean, "contradiction", note, "核对原始记录后统一", "soft")


def _names(figure: Figure) -> bool:
    """Whether a figure of the text says itself what it counts: what only its neighbours tell may be something else."""
    phrase = phrases[figure.metric]
    return any(word in figure.measure for word in (phrase.label.removesuffix("金额"), *phrase.synonyms))
