"""The monthly return as a workbook: the lines of the paper on the first sheet, the records behind the month's numbers on the second."""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from itertools import count
from typing import Any

import xlsxwriter
from django.conf import settings
from django.urls import reverse

from unionhall.base.numerals import to_chinese
from unionhall.kernel.ledger.fields import precision
from unionhall.kernel.ledger.figures import Evidence
from unionhall.kernel.ledger.metrics import metrics, phrases
from unionhall.kernel.ledger.models import day_field, records_of
from unionhall.kernel.orgs.models import Org
from unionhall.kernel.papers.annexes import return_table
from unionhall.kernel.papers.content import Align, Column, Quoted, Run, Table
from unionhall.kernel.papers.declare import MONTHLY_RETURN
from unionhall.kernel.papers.draft import UNKNOWN, Draft, exact, phrase_of
from unionhall.shell.documents.layout import goes_across

SONG, HEI = "宋体", "黑体"
MADE = datetime(1980, 1, 1)  # noqa: DTZ001 - one fixed day, so that the same return gives the same bytes
SAFE = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
LINES = (6, 31, 8, 12, 12, 14)  # widths of the lines' columns, a 汉字 being two units
RECORDS = (
    Column("行次", 6, "centre"),
    Column("指标", 18),
    Column("日期", 11, "centre"),
    Column("单位", 14),
    Column("记录", 36),
    Column("数量", 10, "right"),
)
MONTH, RECORD = 3, 4  # columns with something to open behind them


@dataclass(frozen=True)
class Return:
    """A whole return: its lines as the paper has them, the records behind the month's numbers with their addresses, the notes below.

    Lines and records both begin with the number of the line.
    """

    title: str
    org: str
    period: str
    lines: Table
    records: Table
    addresses: Sequence[str] = ()
    notes: Sequence[str] = ()


def monthly_return(draft: Draft) -> Return:
    """The return of the draft's organization and month, as of its position, with what was written over.

    ``ValueError`` where the period is no month.
    """
    if draft.period.length != MONTHLY_RETURN.months:
        raise ValueError(f"{MONTHLY_RETURN.label}的期间应为一个月，如 2026-05")
    table = return_table(draft)
    lines = [cells for cells in table.rows if not goes_across(cells, table)]
    found = [record for line in lines for record in _records(draft, line)]
    records = Table(f"{MONTHLY_RETURN.title}{draft.period.label}依据记录", RECORDS, tuple(cells for cells, _ in found))
    addresses, notes = [address for _, address in found], [table.note.removeprefix("注："), *_notes(draft, lines)]
    return Return(MONTHLY_RETURN.title, draft.org.signature, draft.period.label, table, records, addresses, notes)


def _records(draft: Draft, line: Sequence[Run]) -> Iterator[tuple[tuple[str, ...], str]]:
    """What is printed of each record behind a line, and its address."""
    number, label, unit, *_ = map(_text, line)
    name = _name(line)
    metric = phrases[name].metric
    if metrics[metric].form == "stock":
        return  # what stands at the end of a month is the whole register; what happened in it is a list that one can read
    rows = draft.records(name)
    places = Org.objects.in_bulk({row.org for row in rows})
    records = records_of((row.model, row.record_id) for row in rows)
    for row in rows:
        record = records[row.model, row.record_id]
        address = f"{settings.ADDRESS}{reverse('record', args=[row.model, row.record_id])}" if settings.ADDRESS else ""
        said = (_dated(record, row), str(places[row.org]), _named(record), exact(metric, row.sum))
        yield (number, f"{label.strip()}（{unit}）", *said), address


def _named(record: Any) -> str:
    """The record by number and words. A return leaves the house, so whom it concerns stays behind the number."""
    who = str(record.card() or record.person) if getattr(record, "person_id", None) else ""
    words = str(record).replace(who, "").strip() if who else str(record)
    return " ".join(text for text in (record.number, words or str(record._meta.verbose_name)) if text)


def _dated(record: Any, row: Evidence) -> str:
    """5月4日, or 5月 where the record knows no day."""
    name = day_field(record, row.on)
    known = precision(record, name) if name else "day"
    return f"{row.on.month}月" + (f"{row.on.day}日" if known == "day" else "")


def _notes(draft: Draft, lines: Sequence[Sequence[Run]]) -> Iterator[str]:
    """What is not counted, what there is nothing to compare with, what was written over."""
    names = [_name(line) for line in lines]
    undated = [(phrases[name].label, count) for name in names if (count := draft.figure(name).undated)]
    if undated:
        yield "、".join(f"{said} {count} 条" for said, count in undated) + "只写明到年，本月不列。"
    if all(_text(line[-1]) == UNKNOWN for line in lines):
        yield "上年同期没有台账，不作比较。"
    written = [phrases[name].label for name in names if name in draft.overrides]
    if written:
        yield f"{'、'.join(written)}是手工数。"


def _name(line: Sequence[Run]) -> str:
    """The phrase that a line is about."""
    return next(phrase_of(run.key) for run in line if isinstance(run, Quoted))


def _text(run: Run) -> str:
    return run if isinstance(run, str) else run.text


def write_return(form: Return) -> bytes:
    """The return as XLSX; the same return gives the same bytes. Texts are written as texts, whatever they begin with.

    ``ValueError`` for a row that does not fit its table.
    """
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, SAFE) as book:
        book.set_properties({"title": f"{form.title}（{form.period}）", "author": form.org, "created": MADE})
        first, second = _Sheet(book, "报表", LINES), _Sheet(book, "依据", [column.width for column in RECORDS], wraps=True)
        _write_lines(first, form, _write_records(second, form))
    return buffer.getvalue()


class _Sheet:
    """A printable sheet, A4 upright and one page wide. A text that does not fit its cell is made smaller or ``wraps``.

    Rows and columns count from 0.
    """

    def __init__(self, book: Any, name: str, widths: Sequence[int], *, wraps: bool = False) -> None:
        self.widths, self.last, self.cells, self.wraps = widths, len(widths) - 1, book.add_worksheet(name), wraps
        left = {"align": "left", "text_wrap": True} if wraps else {"align": "left", "shrink": True, "indent": 1}
        self.looks: dict[Align, dict[str, Any]] = {"left": left, "centre": {"align": "center", "shrink": True}, "right": {"align": "right"}}
        self.look = cache(lambda **look: book.add_format({"font_name": SONG, "font_size": 11, "valign": "vcenter", **look}))
        self.cells.set_paper(9)
        self.cells.set_margins(0.6, 0.6, 0.7, 0.7)
        self.cells.center_horizontally()
        self.cells.fit_to_pages(1, 0)
        self.cells.hide_gridlines(2)
        self.cells.set_footer(f'&C&"{SONG}"&10第 &P 页  共 &N 页')
        self.cells.ignore_errors({"number_stored_as_text": "A1:F1048576"})
        for place, width in enumerate(widths):
            self.cells.set_column(place, place, width)

    def span(self, row: int, columns: tuple[int, int], text: str, **look: Any) -> None:
        self.cells.merge_range(row, columns[0], row, columns[1], text, self.look(**look))

    def table(self, top: int, table: Table) -> None:
        """The table from row ``top``. Everything down to its headings stays in view and is printed on every page."""
        self.cells.set_row(top, 24)
        for place, column in enumerate(table.columns):
            self.cells.write_string(top, place, column.label, self.look(border=1, font_name=HEI, align="center", text_wrap=True))
        self.cells.freeze_panes(top + 1, 0)
        self.cells.repeat_rows(0, top)
        groups = count(1)
        for row, cells in enumerate(table.rows, top + 1):
            first, *more = map(_text, cells)
            if goes_across(cells, table):
                self.cells.set_row(row, 19.5)
                heading = f"{to_chinese(next(groups))}、{first}"
                self.span(row, (0, self.last), heading, border=1, font_name=HEI, align="left", indent=1)
            else:
                self.line(row, [first.zfill(2), *more], table.columns)

    def line(self, row: int, texts: Sequence[str], columns: Sequence[Column]) -> None:
        """Texts and numbers, these with their own decimals. "_ " keeps digits, and the marks that stand for none, off the border."""
        cells = list(zip(texts, columns, self.widths, strict=True))
        # Two units of each column are its margins.
        high = max(_rows_of(text, width - 2) for text, column, width in cells if column.align == "left")
        self.cells.set_row(row, 5 + 15 * high if self.wraps else 19.5)
        for place, (text, column, _) in enumerate(cells):
            look = {"border": 1, **self.looks[column.align]}
            if column.align != "right":
                self.cells.write_string(row, place, text, self.look(num_format="@", **look))
            elif text[-1:].isdigit():
                _, point, decimals = text.partition(".")
                form = "#,##0" + point + "0" * len(decimals) + "_ "
                self.cells.write_number(row, place, Decimal(text.replace(",", "")), self.look(num_format=form, **look))
            else:
                self.cells.write_string(row, place, text, self.look(num_format="@_ ", **look))


def _rows_of(text: str, width: int) -> int:
    """Rows that a text takes: not every program lets a cell grow, and a 汉字 is two units of column width."""
    return -(-sum(1 if c.isascii() else 2 for c in text) // width)


def _write_records(sheet: _Sheet, form: Return) -> dict[str, str]:
    """Every record, opened by its words; gives the address of the first one of each line that has any."""
    sheet.cells.set_row(0, 30)
    sheet.span(0, (0, sheet.last), form.records.title, font_name=HEI, font_size=16, align="center")
    first: dict[str, str] = {}
    for row, (cells, address) in enumerate(zip(form.records.rows, form.addresses, strict=True), 2):
        first.setdefault(_text(cells[0]), f"internal:'依据'!A{row + 1}")
        if address:
            sheet.cells.write_url(row, RECORD, address, tip="打开这条记录")
    sheet.table(1, form.records)
    return first


def _write_lines(sheet: _Sheet, form: Return, records: Mapping[str, str]) -> None:
    """Title, period, who reports; the lines, where a number of the month opens its records; who signs by hand; the notes."""
    for row, height in enumerate((36, 20, 20)):
        sheet.cells.set_row(row, height)
    sheet.span(0, (0, sheet.last), form.title, font_name=HEI, font_size=18, align="center")
    sheet.span(1, (0, sheet.last), form.period, align="center")
    sheet.span(2, (0, 3), f"填报单位（盖章）：{form.org}", align="left", shrink=True)
    sheet.span(2, (4, 5), "金额单位：元", align="right")
    for row, cells in enumerate(form.lines.rows, 4):
        if _text(cells[0]) in records:
            sheet.cells.write_url(row, MONTH, records[_text(cells[0])], tip="打开依据记录")
    sheet.table(3, form.lines)
    row = 4 + len(form.lines.rows)
    sheet.cells.set_row(row, 26)
    signed = ((row, 0, 1, "单位负责人："), (row, 2, 3, "审核："), (row, 4, 5, "填表人："))
    for below, first, last, text in (*signed, (row + 1, 0, 1, "电话："), (row + 1, 2, 5, "填报日期：　　　　年　　月　　日")):
        sheet.span(below, (first, last), text, align="left")
    note = "说明：" + "".join(f"（{n}）{text}" for n, text in enumerate(form.notes, 1))
    sheet.cells.set_row(row + 2, 15 * _rows_of(note, sum(sheet.widths)) + 4)
    sheet.span(row + 2, (0, sheet.last), note, font_size=10, align="left", valign="top", text_wrap=True)
