"""Reads workbooks as officers keep them: titles above the headings, totals below, several sheets, xlsx, xls and csv."""

import io
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from unionhall.base import text
from unionhall.shell.sheets import ERROR_HEADING, OWN_SHEETS, UnreadableWorkbook, csvfile, damaged, locked, package, sheet_name, xlsfile
from unionhall.shell.sheets.grid import BadCell, Cells, Grid, normal

# Which heading keys (``base.text.heading``) are known: a set of them, or a question about one.
Known = Collection[str] | Callable[[str], bool]

_HEADING_ROWS = 10
_LEAST_HEADINGS = 2
_SERIAL_NUMBER = "序号"
_TOTALS = ("合计", "总计", "小计")
_ZIP, _COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MARKUP = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:\?xml|!doctype|html|table|workbook)", re.IGNORECASE)


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

    ``merged`` are cells below the first of a vertical merge, by row number and column: they have no value of their own.
    """

    name: str
    title: str
    heading_row: int
    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    total_rows: tuple[int, ...]
    hidden: bool = False
    merged: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True)
class Workbook:
    """The sheets of a file, in its order, without those that we put in ourselves."""

    sheets: tuple[Sheet, ...]
    name: str


def read(source: bytes | Path, filename: str, known: Known) -> Workbook:
    """The data of a workbook, by content and not by the name of the file. Raises ``UnreadableWorkbook``."""
    data = source.read_bytes() if isinstance(source, Path) else source
    return Workbook(tuple(_sheet(grid, known) for grid in grids(data, filename) if grid.name not in OWN_SHEETS), filename)


def grids(data: bytes, filename: str) -> Iterator[Grid]:
    """Every sheet of the file, cell by cell. Raises ``UnreadableWorkbook``."""
    if not data.strip():
        raise UnreadableWorkbook(f"“{filename}”是空文件，请核对后重新选择文件")
    if data.startswith(_ZIP):
        yield from _xlsx_grids(data, filename)
    elif data.startswith(_COMPOUND):
        if _ENCRYPTED in data:
            raise UnreadableWorkbook(locked(filename))
        yield from xlsfile.grids(data, filename)
    elif _MARKUP.match(data):
        raise UnreadableWorkbook(f"“{filename}”的内容是网页而不是工作簿，请用 Excel 或 WPS 打开后另存为 .xlsx 再上传")
    else:
        yield Grid(sheet_name(PurePath(filename).stem), [[normal(value) for value in row] for row in csvfile.rows(data, filename)])


def _xlsx_grids(data: bytes, filename: str) -> Iterator[Grid]:
    broken = package.inspect(data, filename)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            for sheet in book.sheets_metadata:
                if sheet.typ == SheetTypeEnum.WorkSheet:
                    yield _xlsx_grid(book, sheet.name, sheet.visible != SheetVisibleEnum.Visible, broken.get(sheet.name, {}))
    except CalamineError as error:
        raise UnreadableWorkbook(damaged(filename)) from error


def _xlsx_grid(book: CalamineWorkbook, name: str, hidden: bool, broken: package.BrokenCells) -> Grid:
    sheet = book.get_sheet_by_name(name)
    rows = [[normal(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    for (row, column), bad in broken.items():
        rows.extend([] for _ in range(row + 1 - len(rows)))
        rows[row].extend("" for _ in range(column + 1 - len(rows[row])))
        rows[row][column] = bad
    return Grid(name, rows, hidden, sheet.merged_cell_ranges or ())


def find_heading(rows: Sequence[Cells], known: Known) -> int | None:
    """The index of the row, among the first 10 that are not empty, with the most known headings; at least 2, the first of equals."""
    is_known = known if callable(known) else known.__contains__
    best, most = None, _LEAST_HEADINGS - 1
    filled = (index for index, row in enumerate(rows) if any(cell != "" for cell in row))
    for index, _ in zip(filled, range(_HEADING_ROWS), strict=False):
        keys = {text.heading(cell) for cell in rows[index] if isinstance(cell, str)} - {""}
        recognised = sum(map(is_known, keys))
        if recognised > most:
            best, most = index, recognised
    return best


def _sheet(grid: Grid, known: Known) -> Sheet:
    at = find_heading(grid.rows, known)
    above = grid.rows if at is None else grid.rows[:at]
    title = next((text.fold(cell) for row in above for cell in row if isinstance(cell, str) and cell), "")
    if at is None:
        return Sheet(grid.name, title, 0, (), (), (), grid.hidden)
    headings = _headings(grid.rows[at])
    rows, total_rows = _data(grid.rows, at, headings)
    merged = frozenset(
        (row + 1, column)
        for (top, left), (bottom, right) in grid.merged
        if top > at
        for row in range(top + 1, bottom + 1)
        for column in range(left, right + 1)
    )
    return Sheet(grid.name, title, at + 1, headings, rows, total_rows, grid.hidden, merged)


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
