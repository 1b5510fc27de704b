"""Writes workbooks: exports that open, print and come back unchanged, and templates to be filled in."""

import io
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import Literal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from unionhall.base.dates import Day, format_day
from unionhall.shell.sheets import CHOICES_SHEET, GUIDE_SHEET, sheet_name

Kind = Literal["text", "int", "money", "date"]

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
_NUMBER_FORMATS: dict[Kind, dict[str, object]] = {
    "text": {"num_format": "@", "text_wrap": True},
    "int": {"num_format": "#,##0", "align": "right"},
    "money": {"num_format": "#,##0.00", "align": "right"},
    "date": {"num_format": "yyyy-mm-dd", "align": "left"},
}
HOW_TO_WRITE: dict[Kind, str] = {
    "text": "文字",
    "int": "整数",
    "money": "以元为单位的数字，如 600 或 1200.50",
    "date": "如 2014-05-03、2014年5月3日；只知道月份时写 2014年5月",
}
_A4 = 9
_TEMPLATE_ROWS = 5_000


@dataclass(frozen=True)
class SheetColumn:
    """A column of a workbook; ``width`` in characters as Excel counts them."""

    label: str
    width: int = 12
    kind: Kind = "text"


def write(
    title: str, columns: Sequence[SheetColumn], rows: Iterable[Sequence[object]], note: str = "", row_height: float | None = None
) -> bytes:
    """An .xlsx with the title, the note, the headings and the rows.

    A cell is None where nothing is known; money is whole cents; a date is a ``date`` or a ``Day``, which is text where it is
    known to the month or the year only. Text never becomes a number, a link or a formula. ``row_height`` is in points.
    """
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, _OPTIONS) as book:
        sheet = book.add_worksheet(sheet_name(title))
        formats = {kind: book.add_format({"border": 1, "valign": "vcenter", **properties}) for kind, properties in _NUMBER_FORMATS.items()}
        for index, column in enumerate(columns):
            sheet.set_column(index, index, column.width, formats[column.kind])
        _write_line(sheet, 0, title, len(columns), book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"}))
        sheet.set_row(0, 30)
        if note:
            _write_line(sheet, 1, note, len(columns), book.add_format({"align": "left", "valign": "vcenter", "text_wrap": True}))
        heading_row = 2 if note else 1
        _write_headings(sheet, heading_row, columns, _heading_format(book))
        for number, row in enumerate(rows, heading_row + 1):
            sheet.set_row(number, row_height)
            for index, (column, value) in enumerate(zip(columns, row, strict=True)):
                _write_cell(sheet, (number, index), value, formats[column.kind], column.kind)
        _set_up_printing(sheet, heading_row)
    return target.getvalue()


def template(
    title: str, columns: Sequence[SheetColumn], required: Set[str], choices: Mapping[str, Sequence[str]], explanations: Mapping[str, str]
) -> bytes:
    """An empty .xlsx to be filled in: headings in row 1, required ones shaded, lists to choose from, and a sheet that explains.

    ``required``, ``choices`` and ``explanations`` go by the labels of the columns.
    """
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, _OPTIONS) as book:
        sheet = book.add_worksheet(sheet_name(title))
        plain, shaded = _heading_format(book), _heading_format(book, bg_color="#FFF3DC", font_color="#8A4B00")
        for index, column in enumerate(columns):
            # Dates are text here as well, so that 2014.10 does not become 2014.1 while it is typed.
            kind: Kind = "text" if column.kind == "date" else column.kind
            sheet.set_column(index, index, column.width, book.add_format({"num_format": _NUMBER_FORMATS[kind]["num_format"]}))
            sheet.write_string(0, index, column.label, shaded if column.label in required else plain)
        sheet.freeze_panes(1, 0)
        _write_guide(book, columns, required, explanations)
        _add_choices(book, sheet, columns, choices)
        _set_up_printing(sheet, 0)
    return target.getvalue()


def _heading_format(book: xlsxwriter.Workbook, **properties: object) -> Format:
    style = {"bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True, "bg_color": "#F3F4F6"}
    return book.add_format(style | properties)


def _write_line(sheet: Worksheet, row: int, line: str, width: int, style: Format) -> None:
    if width > 1:
        sheet.merge_range(row, 0, row, width - 1, "", style)
    sheet.write_string(row, 0, line, style)


def _write_headings(sheet: Worksheet, row: int, columns: Sequence[SheetColumn], style: Format) -> None:
    for index, column in enumerate(columns):
        sheet.write_string(row, index, column.label, style)
    sheet.freeze_panes(row + 1, 0)


def _write_cell(sheet: Worksheet, place: tuple[int, int], value: object, style: Format, kind: Kind) -> None:
    if isinstance(value, Day):
        value = value.value if value.precision == "day" else format_day(value)
    if value is None or value == "":
        sheet.write_blank(*place, None, style)
    elif isinstance(value, date):
        sheet.write_datetime(*place, value, style)
    elif isinstance(value, int) and kind == "money":
        sheet.write_number(*place, value / 100, style)
    elif isinstance(value, int) and kind == "int":
        sheet.write_number(*place, value, style)
    else:
        sheet.write_string(*place, str(value), style)


def _set_up_printing(sheet: Worksheet, heading_row: int) -> None:
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    sheet.repeat_rows(heading_row)
    sheet.set_footer("&C第 &P 页 共 &N 页")


def _write_guide(book: xlsxwriter.Workbook, columns: Sequence[SheetColumn], required: Set[str], explanations: Mapping[str, str]) -> None:
    guide = book.add_worksheet(GUIDE_SHEET)
    _write_headings(guide, 0, (SheetColumn("栏目"), SheetColumn("是否必填"), SheetColumn("填写说明")), _heading_format(book))
    wrapped = book.add_format({"border": 1, "text_wrap": True, "valign": "top", "num_format": "@"})
    for index, width in enumerate((20, 10, 70)):
        guide.set_column(index, index, width)
    for row, column in enumerate(columns, 1):
        explanation = explanations.get(column.label) or HOW_TO_WRITE[column.kind]
        guide.set_row(row, 16 * (1 + len(explanation) // 34))
        for index, cell in enumerate((column.label, "必填" if column.label in required else "选填", explanation)):
            guide.write_string(row, index, cell, wrapped)
    _set_up_printing(guide, 0)


def _add_choices(book: xlsxwriter.Workbook, sheet: Worksheet, columns: Sequence[SheetColumn], choices: Mapping[str, Sequence[str]]) -> None:
    """Lists stand on a hidden sheet, for a list inside the rule itself may have 255 characters and no comma."""
    offered = [(index, choices[column.label]) for index, column in enumerate(columns) if choices.get(column.label)]
    if not offered:
        return
    lists = book.add_worksheet(CHOICES_SHEET)
    lists.hide()
    for column, (index, values) in enumerate(offered):
        for row, value in enumerate(values):
            lists.write_string(row, column, value)
        letter = xlsxwriter.utility.xl_col_to_name(column)
        rule = {
            "validate": "list",
            "source": f"={CHOICES_SHEET}!${letter}$1:${letter}${len(values)}",
            "error_type": "warning",
            "error_title": columns[index].label[:32],
            "error_message": "不在下拉列表中，导入时需要核对",
        }
        sheet.data_validation(1, index, _TEMPLATE_ROWS, index, rule)
