"""The error workbook: the officer's own file with the faulty cells filled, noted and summed up, ready to be put right and sent again."""

import io
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from openpyxl import Workbook as Book
from openpyxl import load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from unionhall.shell.sheets import ERROR_HEADING, SUMMARY_SHEET
from unionhall.shell.sheets.grid import BadCell, grids
from unionhall.shell.sheets.workbook import Sheet, Workbook

_COLOUR = "FDECEA"
_FILL = PatternFill("solid", fgColor=_COLOUR)
_NO_FILL = PatternFill()
_AUTHOR = "导入核对"
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_ROWS_NAMED = 10
# Larger files are mostly formats of empty cells, each of which openpyxl would hold in memory.
_KEEPS_FORMATS_UP_TO = 64 * 1024 * 1024
_SUMMARY_COLUMNS = (("工作表", 16), ("栏目", 16), ("错误", 48), ("处数", 8), ("所在行", 28), ("处理办法", 48))


@dataclass(frozen=True)
class CellFault:
    """What is wrong in a row, and where it is one cell, in column ``column_index`` (from 0, as in ``Sheet.headings``).

    ``row`` is the number that Excel shows; ``how_to_fix`` is what sums up faults of one kind.
    """

    sheet: str
    row: int
    column_index: int | None
    message: str
    how_to_fix: str = ""


def mark(original: bytes, workbook: Workbook, faults: Sequence[CellFault]) -> bytes:
    """The file as .xlsx with its faults marked; ``workbook`` is what was read from it.

    Rows keep their numbers, an .xlsx its formats and formulas; macros are dropped. Marks of an earlier round are taken away.
    Raises ``UnreadableWorkbook`` as reading does.
    """
    book = _open(original, workbook.name)
    sheets = {sheet.name: sheet for sheet in workbook.sheets}
    if SUMMARY_SHEET in book.sheetnames:
        del book[SUMMARY_SHEET]
    for worksheet in book.worksheets:
        if sheet := sheets.get(worksheet.title):
            _take_marks_away(worksheet, sheet)
            _mark_sheet(worksheet, sheet, [fault for fault in faults if fault.sheet == sheet.name])
    _add_summary(book, sheets, faults)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _open(original: bytes, filename: str) -> Book:
    """The file itself where openpyxl can open it; else, as for .xls, .csv and the very large, a new one with the same cells."""
    with suppress(zipfile.BadZipFile, InvalidFileException, ValueError, KeyError, TypeError, AttributeError, IndexError):
        with zipfile.ZipFile(io.BytesIO(original)) as package:
            large = sum(entry.file_size for entry in package.infolist()) > _KEEPS_FORMATS_UP_TO
        if not large:
            return load_workbook(io.BytesIO(original))
    book = Book()
    book.remove(book.active)
    for grid in grids(original, filename):
        worksheet = book.create_sheet(grid.name)
        worksheet.sheet_state = "hidden" if grid.hidden else "visible"
        for row, cells in enumerate(grid.rows, 1):
            for column, value in enumerate(cells, 1):
                if value != "":
                    _put(worksheet.cell(row, column), "" if isinstance(value, BadCell) else value)
        for (top, left), (bottom, right) in grid.merged:
            worksheet.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
    return book


def _put(cell: Cell, value: object) -> None:
    """Write a value; text that begins with = stays text."""
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"


def _take_marks_away(worksheet: Worksheet, sheet: Sheet) -> None:
    for cell in _cells(worksheet):
        if cell.comment and cell.comment.author == _AUTHOR:
            cell.comment = None
        if cell.has_style and cell.fill.fill_type == "solid" and str(cell.fill.fgColor.rgb).endswith(_COLOUR):
            cell.fill = _NO_FILL
    headings = worksheet[sheet.heading_row] if sheet.heading_row else ()
    for column in [cell.column for cell in headings if cell.value == ERROR_HEADING][:1]:
        for row_number in range(sheet.heading_row, worksheet.max_row + 1):
            worksheet.cell(row_number, column).value = None


def _mark_sheet(worksheet: Worksheet, sheet: Sheet, faults: Sequence[CellFault]) -> None:
    """The faulty cells, and behind the last column what is wrong in each row."""
    if not faults:
        return
    # Formats alone may reach far to the right.
    last = 1 + max((cell.column for cell in _cells(worksheet) if cell.value is not None), default=0)
    heading = worksheet.cell(max(sheet.heading_row, 1), last, ERROR_HEADING)
    heading.font = Font(bold=True)
    worksheet.column_dimensions[heading.column_letter].width = 48
    rows: defaultdict[int, list[CellFault]] = defaultdict(list)
    for fault in faults:
        rows[fault.row].append(fault)
    for row, found in rows.items():
        explanation = worksheet.cell(row, last)
        _put(explanation, "；".join(dict.fromkeys(fault.message for fault in found)))
        explanation.fill, explanation.alignment = _FILL, _WRAPPED
        for column in {fault.column_index for fault in found if fault.column_index is not None}:
            _mark_cell(_visible(worksheet, row, column + 1), [fault for fault in found if fault.column_index == column])


def _visible(worksheet: Worksheet, row: int, column: int) -> Cell:
    """The cell; of a merged area its first cell, which alone is shown."""
    cell = worksheet.cell(row, column)
    if isinstance(cell, MergedCell):
        area = next(area for area in worksheet.merged_cells.ranges if cell.coordinate in area)
        cell = worksheet.cell(area.min_row, area.min_col)
    return cell


def _mark_cell(cell: Cell, faults: Sequence[CellFault]) -> None:
    sentences = [fault.message for fault in faults]
    sentences += [fault.how_to_fix for fault in faults if fault.how_to_fix not in fault.message]
    if cell.comment:
        sentences.append(f"原批注：{cell.comment.text}")
    note = "\n".join(dict.fromkeys(sentences))
    cell.comment = Comment(note, _AUTHOR, width=280, height=40 + 20 * (len(note) // 18 + note.count("\n") + 1))
    cell.fill = _FILL


def _cells(worksheet: Worksheet) -> list[Cell]:
    """The cells that exist; ``iter_rows`` would make every empty one of the whole rectangle."""
    return list(worksheet._cells.values())


def _add_summary(book: Book, sheets: dict[str, Sheet], faults: Sequence[CellFault]) -> None:
    summary = book.create_sheet(SUMMARY_SHEET, 0)
    for column, (label, width) in enumerate(_SUMMARY_COLUMNS, 1):
        heading = summary.cell(1, column, label)
        heading.font = Font(bold=True)
        summary.column_dimensions[heading.column_letter].width = width
    for row, values in enumerate(_summary_rows(sheets, faults), 2):
        for column, value in enumerate(values, 1):
            cell = summary.cell(row, column)
            _put(cell, value)
            cell.alignment = _WRAPPED
    summary.freeze_panes = "A2"
    summary.page_setup.orientation, summary.page_setup.fitToHeight = "landscape", 0
    summary.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    book.active = 0
    # Sheets that stay selected together with the first would all be edited at once.
    for worksheet in book.worksheets[1:]:
        worksheet.sheet_view.tabSelected = False


def _summary_rows(sheets: dict[str, Sheet], faults: Sequence[CellFault]) -> Iterator[tuple[object, ...]]:
    """One row for each kind of fault in a column: what sheet, column, error, how many, which rows, how to put it right."""
    kinds: dict[tuple[str, int | None, str], list[CellFault]] = {}
    for fault in faults:
        kinds.setdefault((fault.sheet, fault.column_index, fault.how_to_fix or fault.message), []).append(fault)
    for (name, column, _), alike in kinds.items():
        headings = sheets[name].headings if name in sheets else ()
        label = headings[column] if column is not None and column < len(headings) else "整行"
        messages = list(dict.fromkeys(fault.message for fault in alike))
        numbers = list(dict.fromkeys(fault.row for fault in alike))
        rows = "、".join(map(str, numbers[:_ROWS_NAMED])) + ("等" if len(numbers) > _ROWS_NAMED else "")
        error = messages[0] + (f"（等 {len(messages)} 种）" if len(messages) > 1 else "")
        yield name, label, error, len(alike), rows, alike[0].how_to_fix
