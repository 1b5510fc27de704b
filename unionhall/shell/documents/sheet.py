"""A statistical return as XLSX: the form on the first sheet, the records behind each number of the month on the second."""

import io
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

import xlsxwriter

from unionhall.base.numerals import to_chinese

HEI, SONG = "黑体", "宋体"
UNKNOWN, NOT_APPLICABLE = "--", "/"
MARKS = "0 表示有台账而没有记录；-- 表示没有台账，或记录没有写明日期；/ 表示不适用。"
FORM, EVIDENCE = "报表", "依据"
BELOW_HEAD = 4  # rows of title, period, who reports and headings
MADE = datetime(1980, 1, 1)  # noqa: DTZ001 - one fixed day, so that the same return gives the same bytes
FORM_WIDTHS = (6, 31, 8, 12, 12, 14)
EVIDENCE_WIDTHS = (6, 18, 11, 14, 36, 10)

# A number, None where it is not known (printed --), or "/" where the column does not apply.
Value = int | Decimal | None | Literal["/"]


@dataclass(frozen=True)
class EvidenceLine:
    """One record behind a number: what it is called, when (in words), where, how much of the line's unit, its address."""

    record: str
    dated: str
    org: str
    value: Value
    link: str = ""


@dataclass(frozen=True)
class ReturnLine:
    """One numbered line of the form; ``indent`` sets 其中 and 金额 under the line they belong to."""

    number: int
    label: str
    unit: str
    month: Value
    to_date: Value
    last_year: Value
    indent: int = 0
    evidence: tuple[EvidenceLine, ...] = ()


@dataclass(frozen=True)
class ReturnSheet:
    """A whole return. In ``lines`` a plain text heads the lines after it and is numbered 一、."""

    title: str
    org: str
    period: str
    lines: tuple[ReturnLine | str, ...]
    notes: tuple[str, ...] = ()


def write_return(form: ReturnSheet) -> bytes:
    """The return as XLSX; the same return gives the same bytes. Texts are written as texts, whatever they begin with.

    ``ValueError`` where two lines carry the same number.
    """
    lines = [line for line in form.lines if isinstance(line, ReturnLine)]
    if len({line.number for line in lines}) < len(lines):
        raise ValueError(f"two lines of {form.title!r} carry the same number")
    buffer = io.BytesIO()
    safe = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, safe) as book:
        book.set_properties({"title": f"{form.title}（{form.period}）", "author": form.org, "created": MADE})
        first = _Sheet(book, FORM, FORM_WIDTHS)
        where = _write_evidence(_Sheet(book, EVIDENCE, EVIDENCE_WIDTHS), form, lines)
        _write_head(first, form)
        _write_foot(first, form, _write_lines(first, form, where))
    return buffer.getvalue()


class _Sheet:
    """A printable sheet, A4 upright and one page wide, whose formats are made once."""

    def __init__(self, book: Any, name: str, widths: tuple[int, ...]) -> None:
        self.book, self.cells, self.last, self.width = book, book.add_worksheet(name), len(widths) - 1, sum(widths)
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        self.cells.set_paper(9)
        self.cells.set_margins(0.6, 0.6, 0.7, 0.7)
        self.cells.center_horizontally()
        self.cells.fit_to_pages(1, 0)
        self.cells.hide_gridlines(2)
        self.cells.set_footer(f'&C&"{SONG}"&10第 &P 页  共 &N 页')
        for column, width in enumerate(widths):
            self.cells.set_column(column, column, width)

    def look(self, **properties: Any) -> Any:
        key = tuple(sorted({"font_name": SONG, "font_size": 11, "valign": "vcenter", **properties}.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(dict(key))
        return self._formats[key]

    def text(self, row: int, column: int, text: str, **properties: Any) -> None:
        self.cells.write_string(row, column, text, self.look(**{"border": 1, "num_format": "@", **properties}))

    def value(self, row: int, column: int, value: Value, link: str = "") -> None:
        """A number with its own decimals, or the mark that stands for none. "_ " keeps the digits off the border."""
        if value is None or isinstance(value, str):
            self.text(row, column, UNKNOWN if value is None else NOT_APPLICABLE, align="right", num_format="@_ ")
            return
        places = max(-int(value.as_tuple().exponent), 0) if isinstance(value, Decimal) else 0
        look = self.look(border=1, align="right", num_format="#,##0" + ("." + "0" * places if places else "") + "_ ")
        if link:
            self.cells.write_url(row, column, link, look, tip="打开依据记录")
        self.cells.write_number(row, column, value, look)

    def span(self, row: int, columns: tuple[int, int], text: str, **properties: Any) -> None:
        self.cells.merge_range(row, columns[0], row, columns[1], "", self.look(**properties))
        self.cells.write_string(row, columns[0], text, self.look(**properties))

    def headings(self, row: int, names: tuple[str, ...]) -> None:
        """The heading row; everything down to it stays in view and is printed on every page."""
        self.cells.set_row(row, 24)
        for column, name in enumerate(names):
            self.text(row, column, name, font_name=HEI, align="center", text_wrap=True)
        self.cells.freeze_panes(row + 1, 0)
        self.cells.repeat_rows(0, row)


def _write_head(sheet: _Sheet, form: ReturnSheet) -> None:
    """Title, period, who reports, headings."""
    for row, height in enumerate((36, 20, 20)):
        sheet.cells.set_row(row, height)
    sheet.span(0, (0, sheet.last), form.title, font_name=HEI, font_size=18, align="center")
    sheet.span(1, (0, sheet.last), form.period, align="center")
    sheet.span(2, (0, 3), f"填报单位（盖章）：{form.org}", align="left", shrink=True)
    sheet.span(2, (4, 5), "金额单位：元", align="right")
    sheet.headings(BELOW_HEAD - 1, ("行次", "项目", "单位", "本月", "本年累计", "上年同期累计"))


def _write_lines(sheet: _Sheet, form: ReturnSheet, where: dict[int, int]) -> int:
    """The lines; a number of the month points to its first record. Gives the row below the last."""
    groups = 0
    for row, line in enumerate(form.lines, BELOW_HEAD):
        sheet.cells.set_row(row, 19.5)
        if isinstance(line, str):
            groups += 1
            sheet.span(row, (0, sheet.last), f"{to_chinese(groups)}、{line}", border=1, font_name=HEI, align="left", indent=1)
        else:
            sheet.text(row, 0, f"{line.number:02d}", align="center")
            sheet.text(row, 1, line.label, align="left", indent=1 + line.indent, shrink=True)
            sheet.text(row, 2, line.unit, align="center", shrink=True)
            evidence = where.get(line.number)
            sheet.value(row, 3, line.month, f"internal:'{EVIDENCE}'!A{evidence + 1}" if evidence else "")
            sheet.value(row, 4, line.to_date)
            sheet.value(row, 5, line.last_year)
    end = BELOW_HEAD + len(form.lines)
    sheet.cells.ignore_errors({"number_stored_as_text": f"A1:C{end}"})
    return end


def _write_foot(sheet: _Sheet, form: ReturnSheet, row: int) -> None:
    """Who signs, to be written in by hand, then what the marks mean and the note of the return."""
    sheet.cells.set_row(row, 26)
    signed = ((row, 0, 1, "单位负责人："), (row, 2, 3, "审核："), (row, 4, 5, "填表人："))
    for below, first, last, text in (*signed, (row + 1, 0, 1, "电话："), (row + 1, 2, 5, "填报日期：　　　　年　　月　　日")):
        sheet.span(below, (first, last), text, align="left")
    note = "说明：" + "".join(f"{n}.{text}" for n, text in enumerate((MARKS, *form.notes), 1))
    sheet.cells.set_row(row + 2, 15 * _rows_of(note, sheet.width) + 4)
    sheet.span(row + 2, (0, sheet.last), note, font_size=10, align="left", valign="top", text_wrap=True)


def _rows_of(text: str, width: int) -> int:
    """Rows that a text takes: not every program lets a cell grow, and a 汉字 is two units of column width."""
    return -(-sum(1 if c.isascii() else 2 for c in text) // width)


def _write_evidence(sheet: _Sheet, form: ReturnSheet, lines: list[ReturnLine]) -> dict[int, int]:
    """Every record of the month by line; gives the first row of each line that has any."""
    sheet.cells.set_row(0, 30)
    sheet.span(0, (0, sheet.last), f"{form.title}{form.period}依据记录", font_name=HEI, font_size=16, align="center")
    sheet.headings(1, ("行次", "项目", "日期", "单位", "记录", "数量"))
    where: dict[int, int] = {}
    records = [(line, record) for line in lines for record in line.evidence]
    for row, (line, record) in enumerate(records, 2):
        where.setdefault(line.number, row)
        _write_record(sheet, row, line, record)
    sheet.cells.ignore_errors({"number_stored_as_text": f"A1:F{len(records) + 2}"})
    return where


def _write_record(sheet: _Sheet, row: int, line: ReturnLine, record: EvidenceLine) -> None:
    """One record; its name opens it where the address is known."""
    if record.link:
        sheet.cells.write_url(row, 4, record.link, tip="打开这条记录")
    sheet.text(row, 0, f"{line.number:02d}", align="center")
    texts = {1: f"{line.label.strip()}（{line.unit}）", 3: record.org, 4: record.record}
    for column, text in texts.items():
        sheet.text(row, column, text, align="left", text_wrap=True)
    sheet.text(row, 2, record.dated, align="center", shrink=True)
    sheet.value(row, 5, record.value)
    # Two units of each column are its margins.
    sheet.cells.set_row(row, 5 + 15 * max(_rows_of(text, EVIDENCE_WIDTHS[column] - 2) for column, text in texts.items()))
