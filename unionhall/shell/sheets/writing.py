"""Writes workbooks: exports that open, print and come back unchanged, and templates to be filled in."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from unionhall.base.dates import Day, format_day
from unionhall.shell.sheets import CHOICES_SHEET, GUIDE_SHEET, sheet_name

Kind = Literal["text", "int", "money", "date"]

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
_LOOKS: dict[Kind, dict[str, object]] = {
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
    """A column of a workbook; ``width`` in characters as Excel counts them.

    The rest is for templates: whether it must be filled in, what may be chosen, and what is to be known about writing it.
    """

    label: str
    width: int = 12
    kind: Kind = "text"
    required: bool = False
    choices: Sequence[str] = ()
    hint: str = ""


_GUIDE = (SheetColumn("栏目", 20), SheetColumn("是否必填", 10), SheetColumn("填写说明", 70))


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
        lines = [(title, {"bold": True, "font_size": 16, "align": "center"}), (note, {"align": "left", "text_wrap": True})]
        for at, (line, properties) in enumerate(lines if note else lines[:1]):
            style = book.add_format({"valign": "vcenter", **properties})
            if len(columns) > 1:
                sheet.merge_range(at, 0, at, len(columns) - 1, "", style)
            sheet.write_string(at, 0, line, style)
        sheet.set_row(0, 30)
        _write_table(book, sheet, 2 if note else 1, columns, ((row, row_height) for row in rows))
    return target.getvalue()


def template(title: str, columns: Sequence[SheetColumn]) -> bytes:
    """An empty .xlsx to be filled in: headings in row 1, required ones shaded, lists to choose from, and a sheet that explains."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, _OPTIONS) as book:
        sheet = book.add_worksheet(sheet_name(title))
        # Dates are text here as well, so that 2014.10 does not become 2014.1 while it is typed.
        _write_headings(book, sheet, 0, [replace(column, kind="text") if column.kind == "date" else column for column in columns])
        told = [(column.label, "必填" if column.required else "选填", column.hint or HOW_TO_WRITE[column.kind]) for column in columns]
        _write_table(book, book.add_worksheet(GUIDE_SHEET), 0, _GUIDE, ((line, 16 * (1 + len(line[-1]) // 34)) for line in told))
        _add_choices(book, sheet, columns)
    return target.getvalue()


def _write_table(
    book: xlsxwriter.Workbook,
    sheet: Worksheet,
    at: int,
    columns: Sequence[SheetColumn],
    rows: Iterable[tuple[Sequence[object], float | None]],
) -> None:
    """Headings in row ``at`` and the rows below, each with its height."""
    looks = {kind: book.add_format({"border": 1, "valign": "vcenter", **look}) for kind, look in _LOOKS.items()}
    _write_headings(book, sheet, at, columns)
    for number, (row, height) in enumerate(rows, at + 1):
        sheet.set_row(number, height)
        for index, (column, value) in enumerate(zip(columns, row, strict=True)):
            sheet.write(number, index, _cell(value, column.kind), looks[column.kind])


def _cell(value: object, kind: Kind) -> object:
    """The value as it is written: what does not fit the kind of its column is text."""
    if isinstance(value, Day):
        value = value.value if value.precision == "day" else format_day(value)
    if isinstance(value, int) and kind == "money":
        return value / 100
    return value if value is None or isinstance(value, date) or (isinstance(value, int) and kind == "int") else str(value)


def _write_headings(book: xlsxwriter.Workbook, sheet: Worksheet, at: int, columns: Sequence[SheetColumn]) -> None:
    """Headings that stay in sight and stand on every printed page, above columns of their width and kind."""
    style = {"bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True, "bg_color": "#F3F4F6"}
    plain, required = book.add_format(style), book.add_format(style | {"bg_color": "#FFF3DC", "font_color": "#8A4B00"})
    for index, column in enumerate(columns):
        sheet.set_column(index, index, column.width, book.add_format({"num_format": _LOOKS[column.kind]["num_format"]}))
        sheet.write_string(at, index, column.label, required if column.required else plain)
    sheet.freeze_panes(at + 1, 0)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    sheet.repeat_rows(at)
    sheet.set_footer("&C第 &P 页 共 &N 页")


def _add_choices(book: xlsxwriter.Workbook, sheet: Worksheet, columns: Sequence[SheetColumn]) -> None:
    """Lists stand on a hidden sheet, for a list inside the rule itself may have 255 characters and no comma."""
    offered = [(index, column) for index, column in enumerate(columns) if column.choices]
    if not offered:
        return
    lists = book.add_worksheet(CHOICES_SHEET)
    lists.hide()
    for place, (index, column) in enumerate(offered):
        lists.write_column(0, place, column.choices)
        letter = xlsxwriter.utility.xl_col_to_name(place)
        rule = {
            "validate": "list",
            "source": f"={CHOICES_SHEET}!${letter}$1:${letter}${len(column.choices)}",
            "error_type": "warning",
            "error_title": column.label[:32],
            "error_message": "不在下拉列表中，导入时需要核对",
        }
        sheet.data_validation(1, index, _TEMPLATE_ROWS, index, rule)
