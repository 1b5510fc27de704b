"""Reads workbooks as officers keep them: titles above the headings, totals and notes below, cells merged downwards, several sheets."""

import re
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
_TOTAL = re.compile(r"[^,。]{0,8}(?:合计|总计|小计|共计)(?:[:(\d].*)?")
_NOTE = re.compile(r"(?:注|备注|说明|填表人?|制表人?|审核人?|负责人|单位负责人|经办人)[:].*|.{16,}")
_AS_ABOVE = ("同上", "〃", "″")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of data; ``number`` as Excel shows it, ``cells`` as many as the sheet has headings.

    A cell is text ("" when empty), an int, a float, a bool, a date, a datetime, a time, a timedelta or a ``BadCell``.
    """

    number: int
    cells: tuple[object, ...]


@dataclass(frozen=True)
class Sheet:
    """A sheet; column n of it is ``headings[n]`` ("" where it has none). ``heading_row`` is 0 where none was recognised.

    ``above`` is all text over the headings, of which the ``title`` is the first; ``total_rows`` are those of totals and notes.
    """

    name: str
    title: str
    heading_row: int
    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    total_rows: tuple[int, ...]
    above: str = ""
    hidden: bool = False


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
    said = [text.fold(cell) for row in above for cell in row if isinstance(cell, str) and cell]
    title = next(iter(said), "")
    if at is None:
        return Sheet(grid.name, title, 0, (), (), ())
    headings = _headings(grid.rows[at])
    rows, total_rows = _data(grid, at, headings)
    return Sheet(grid.name, title, at + 1, headings, rows, total_rows, " ".join(said), grid.hidden)


def _headings(row: Cells) -> tuple[str, ...]:
    headings = ["" if isinstance(cell, BadCell) else text.fold(str(cell)) for cell in row]
    headings = ["" if heading == ERROR_HEADING else heading for heading in headings]
    while not headings[-1]:
        headings.pop()
    return tuple(headings)


def _data(grid: Grid, at: int, headings: tuple[str, ...]) -> tuple[tuple[Row, ...], tuple[int, ...]]:
    """The rows below the headings, and the numbers of those that are totals or notes. Headings that are repeated are left out."""
    rows, width = grid.rows, len(headings)
    used = [column for column, heading in enumerate(headings) if heading and text.heading(heading) != _SERIAL_NUMBER]
    heading_cells = tuple(rows[at][:width])
    spread = _spread(grid, at)
    data, totals = [], []
    above: Cells = heading_cells
    for index in range(at + 1, len(rows)):
        cells: Cells = (*rows[index][:width], *("",) * (width - len(rows[index])))
        if all(cells[column] == "" for column in used) or cells == heading_cells:
            continue
        if _is_total_or_note(cells):
            totals.append(index + 1)
            continue
        cells = [above[column] if cell in _AS_ABOVE else spread.get((index, column), cell) for column, cell in enumerate(cells)]
        data.append(Row(index + 1, tuple(cell if heading else "" for cell, heading in zip(cells, headings, strict=True))))
        above = cells
    return tuple(data), tuple(totals)


def _spread(grid: Grid, at: int) -> dict[tuple[int, int], object]:
    """What cells merged downwards say for their further rows. A number that several rows share is not each one's own."""
    below = [(top, bottom, left) for (top, left), (bottom, _) in grid.merged if bottom > top > at]
    areas = [(*area, grid.rows[area[0]][area[2]]) for area in below if area[0] < len(grid.rows) and area[2] < len(grid.rows[area[0]])]
    said = [area for area in areas if not isinstance(area[3], int | float | BadCell)]
    return {(row, left): value for top, bottom, left, value in said for row in range(top + 1, bottom + 1)}


def _is_total_or_note(cells: Cells) -> bool:
    """合计 and 一车间小计, not 总计量表更换; a remark that stands alone in its row, or who filled in the sheet."""
    filled = [cell for cell in cells if cell != ""]
    first = next((text.fold(cell).replace(" ", "") for cell in filled if isinstance(cell, str)), "")
    alone = len(filled) == 1 and bool(_NOTE.fullmatch(first))
    return alone or bool(_TOTAL.fullmatch(first)) or bool(re.match("(?:制表|填表|审核)人?:", first))
