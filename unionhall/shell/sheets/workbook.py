"""Reads workbooks as officers keep them: titles above the headings, totals below, several sheets."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import islice

from unionhall.base import text
from unionhall.shell.sheets import ERROR_HEADING, OWN_SHEETS
from unionhall.shell.sheets.grid import BadCell, Cells, Grid, grids

# Which heading keys (``base.text.heading``) are known: a set of them, or a question about one.
Known = Collection[str] | Callable[[str], bool]

_HEADING_ROWS = 10
_LEAST_HEADINGS = 2
_SERIAL_NUMBER = "序号"
_TOTALS = ("合计", "总计", "小计")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of data; ``number`` as Excel shows it, ``cells`` as many as the sheet has headings.

    A cell is text ("" when empty), an int, a float, a bool, a date, a datetime, a time, a timedelta or a ``BadCell``.
    """

    number: int
    cells: tuple[object, ...]


@dataclass(frozen=True)
class Sheet:
    """A sheet; column n of it is ``headings[n]`` ("" where it has none). ``heading_row`` is 0 where none was recognised."""

    name: str
    title: str
    heading_row: int
    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    total_rows: tuple[int, ...]


@dataclass(frozen=True)
class Workbook:
    """The sheets of a file, in its order, without those that we put in ourselves."""

    sheets: tuple[Sheet, ...]
    name: str


def read(data: bytes, filename: str, known: Known) -> Workbook:
    """The data of a workbook, by content and not by the name of the file. Raises ``UnreadableWorkbook``."""
    return Workbook(tuple(_sheet(grid, known) for grid in grids(data, filename) if grid.name not in OWN_SHEETS), filename)


def find_heading(rows: Sequence[Cells], known: Known) -> int | None:
    """The index of the row, among the first 10 that are not empty, with the most known headings; at least 2, the first of equals."""
    is_known = known if callable(known) else known.__contains__
    filled = islice((index for index, row in enumerate(rows) if any(cell != "" for cell in row)), _HEADING_ROWS)
    keys = {index: {text.heading(cell) for cell in rows[index] if isinstance(cell, str)} - {""} for index in filled}
    recognised = {index: sum(map(is_known, found)) for index, found in keys.items()}
    best = max(recognised, key=recognised.__getitem__, default=None)
    return best if best is not None and recognised[best] >= _LEAST_HEADINGS else None


def _sheet(grid: Grid, known: Known) -> Sheet:
    at = find_heading(grid.rows, known)
    above = grid.rows if at is None else grid.rows[:at]
    title = next((text.fold(cell) for row in above for cell in row if isinstance(cell, str) and cell), "")
    if at is None:
        return Sheet(grid.name, title, 0, (), (), ())
    headings = _headings(grid.rows[at])
    rows, total_rows = _data(grid.rows, at, headings)
    return Sheet(grid.name, title, at + 1, headings, rows, total_rows)


def _headings(row: Cells) -> tuple[str, ...]:
    headings = ["" if isinstance(cell, BadCell) else text.fold(str(cell)) for cell in row]
    headings = ["" if heading == ERROR_HEADING else heading for heading in headings]
    while not headings[-1]:
        headings.pop()
    return tuple(headings)


def _data(rows: Sequence[Cells], at: int, headings: tuple[str, ...]) -> tuple[tuple[Row, ...], tuple[int, ...]]:
    """The rows below the headings, and the numbers of those that are totals. Headings that are repeated are left out."""
    width = len(headings)
    used = [column for column, heading in enumerate(headings) if heading and text.heading(heading) != _SERIAL_NUMBER]
    heading_cells = tuple(rows[at][:width])
    data, totals = [], []
    for index in range(at + 1, len(rows)):
        cells = (*rows[index][:width], *("",) * (width - len(rows[index])))
        if all(cells[column] == "" for column in used) or cells == heading_cells:
            continue
        if _is_total(cells):
            totals.append(index + 1)
        else:
            data.append(Row(index + 1, tuple(cell if heading else "" for cell, heading in zip(cells, headings, strict=True))))
    return tuple(data), tuple(totals)


def _is_total(cells: Cells) -> bool:
    first = next((cell for cell in cells if isinstance(cell, str) and cell), "")
    return text.fold(first).replace(" ", "").startswith(_TOTALS)
