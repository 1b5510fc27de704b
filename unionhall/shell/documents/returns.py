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
from unionhall.kernel.ledger.fields import DayField, precision
from unionhall.kernel.ledger.figures import Evidence
from unionhall.kernel.ledger.metrics import metrics, phrases
from unionhall.kernel.ledger.models import model_named
from unionhall.kernel.orgs.models import Org
from unionhall.kernel.papers.annexes import return_table
from unionhall.kernel.papers.content import Quoted, Run, Table
from unionhall.kernel.papers.declare import MONTHLY_RETURN
from unionhall.kernel.papers.draft import UNKNOWN, Draft, exact

SONG, HEI = "宋体", "黑体"
MADE = datetime(1980, 1, 1)  # noqa: DTZ001 - one fixed day, so that the same return gives the same bytes
SAFE = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
BELOW_HEAD = 4  # rows of title, period, who reports and headings
# Heading, width and look of each column. What does not fit is made smaller or, where the text is wrapped, higher.
CENTRE, LEFT, WRAPPED = (
    {"align": "center", "shrink": True},
    {"align": "left", "shrink": True, "indent": 1},
    {"align": "left", "text_wrap": True},
)
NUMBER = {"align": "right"}
MONTH, WORDS = 3, 4  # columns with addresses behind them
FORM = (
    ("行次", 6, CENTRE),
    ("项目", 31, LEFT),
    ("单位", 8, CENTRE),
    ("本月", 12, NUMBER),
    ("本年累计", 12, NUMBER),
    ("上年同期累计", 14, NUMBER),
)
EVIDENCE = (
    ("行次", 6, CENTRE),
    ("项目", 18, WRAPPED),
    ("日期", 11, CENTRE),
    ("单位", 14, WRAPPED),
    ("记录", 36, WRAPPED),
    ("数量", 10, NUMBER),
)


@dataclass(frozen=True)
class Record:
    """One record behind a number, as it is printed: its number and words, when, where, how much of the line's unit; its address."""

    words: str
    dated: str
    place: str
    value: str
    address: str = ""


@dataclass(frozen=True)
class Return:
    """A whole return: its lines as the paper has them, the records of the month by the number of their line, the notes below."""

    title: str
    org: str
    period: str
    table: Table
    records: Mapping[str, Sequence[Record]]
    notes: Sequence[str] = ()


def monthly_return(draft: Draft) -> Return:
    """The return of the draft's organization and month, as of its position, with what was written over.

    ``ValueError`` where the period is no month.
    """
    if draft.period.length != MONTHLY_RETURN.months:
        raise ValueError(f"{MONTHLY_RETURN.label}的期间应为一个月，如 2026-05")
    table = return_table(draft)
    names = {str(cells[0]): cells[3].key for cells in table.rows if len(cells) > 1 and isinstance(cells[3], Quoted)}
    # What stands at the end of a month is the whole register; what happened in it is a list that one can read.
    listed = {number: tuple(_records(draft, name)) for number, name in names.items() if metrics[phrases[name].metric].form != "stock"}
    notes = tuple(_notes(draft, table, list(names.values())))
    return Return(MONTHLY_RETURN.title, draft.org.signature, draft.period.label, table, listed, notes)


def _records(draft: Draft, name: str) -> Iterator[Record]:
    rows = draft.records(name)
    places = Org.objects.in_bulk({row.org for row in rows})
    numbers = {model: [row.record_id for row in rows if row.model == model] for model in {row.model for row in rows}}
    records = {model: model_named(model)._default_manager.in_bulk(found) for model, found in numbers.items()}
    for row in rows:
        record = records[row.model][row.record_id]
        address = f"{settings.ADDRESS}{reverse('record', args=[row.model, row.record_id])}" if settings.ADDRESS else ""
        yield Record(_named(record), _dated(record, row), str(places[row.org]), exact(phrases[name].metric, row.sum), address)


def _named(record: Any) -> str:
    """The record by number and words. A return leaves the house, so whom it concerns stays behind the number."""
    who = str(record.card() or record.person) if getattr(record, "person_id", None) else ""
    words = str(record).replace(who, "").strip() if who else str(record)
    return " ".join(text for text in (record.number, words or str(record._meta.verbose_name)) if text)


def _dated(record: Any, row: Evidence) -> str:
    """5月4日, or 5月 where the record knows no day."""
    days = [field.name for field in record._meta.concrete_fields if isinstance(field, DayField) and getattr(record, field.name) == row.on]
    known = precision(record, days[0]) if days else "day"
    return f"{row.on.month}月" + (f"{row.on.day}日" if known == "day" else "")


def _notes(draft: Draft, table: Table, names: Sequence[str]) -> Iterator[str]:
    """What the marks mean, what is not counted, what there is nothing to compare with, what was written over."""
    yield table.note.removeprefix("注：")
    undated = [(phrases[name].label, count) for name in names if (count := draft.figure(name).undated)]
    if undated:
        yield "、".join(f"{said} {count} 条" for said, count in undated) + "只写明到年，本月不列。"
    if all(_text(cells[-1]) == UNKNOWN for cells in table.rows if len(cells) > 1):
        yield "上年同期没有台账，不作比较。"
    written = [phrases[name].label for name in names if name in draft.overrides]
    if written:
        yield f"{'、'.join(written)}是手工数。"


def _text(run: Run) -> str:
    return run if isinstance(run, str) else run.text


def write_return(form: Return) -> bytes:
    """The return as XLSX; the same return gives the same bytes. Texts are written as texts, whatever they begin with."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, SAFE) as book:
        book.set_properties({"title": f"{form.title}（{form.period}）", "author": form.org, "created": MADE})
        first, second = _Sheet(book, "报表", FORM), _Sheet(book, "依据", EVIDENCE)
        where = _write_records(second, form)
        _write_head(first, form)
        _write_lines(first, form, where)
        _write_foot(first, form)
    return buffer.getvalue()


class _Sheet:
    """A printable sheet, A4 upright and one page wide; rows and columns count from 0."""

    def __init__(self, book: Any, name: str, columns: Sequence[tuple[str, int, dict[str, Any]]]) -> None:
        self.columns, self.last, self.cells = columns, len(columns) - 1, book.add_worksheet(name)
        self.look = cache(lambda **look: book.add_format({"font_name": SONG, "font_size": 11, "valign": "vcenter", **look}))
        self.cells.set_paper(9)
        self.cells.set_margins(0.6, 0.6, 0.7, 0.7)
        self.cells.center_horizontally()
        self.cells.fit_to_pages(1, 0)
        self.cells.hide_gridlines(2)
        self.cells.set_footer(f'&C&"{SONG}"&10第 &P 页  共 &N 页')
        self.cells.ignore_errors({"number_stored_as_text": "A1:F1048576"})
        for place, (_, width, _) in enumerate(columns):
            self.cells.set_column(place, place, width)

    def span(self, row: int, columns: tuple[int, int], text: str, **look: Any) -> None:
        self.cells.merge_range(row, columns[0], row, columns[1], text, self.look(**look))

    def head(self, row: int) -> None:
        """The heading row; everything down to it stays in view and is printed on every page."""
        self.cells.set_row(row, 24)
        for place, (label, _, _) in enumerate(self.columns):
            self.cells.write_string(row, place, label, self.look(border=1, font_name=HEI, align="center", text_wrap=True))
        self.cells.freeze_panes(row + 1, 0)
        self.cells.repeat_rows(0, row)

    def line(self, row: int, height: float, texts: Sequence[str]) -> None:
        """A row of texts and numbers, a number with its own decimals. "_ " keeps digits, and what stands for none, off the border."""
        self.cells.set_row(row, height)
        for place, (text, (_, _, look)) in enumerate(zip(texts, self.columns, strict=True)):
            if look is NUMBER and text[-1:].isdigit():
                _, point, decimals = text.partition(".")
                form = self.look(border=1, num_format="#,##0" + point + "0" * len(decimals) + "_ ", **look)
                self.cells.write_number(row, place, Decimal(text.replace(",", "")), form)
            else:
                self.cells.write_string(row, place, text, self.look(border=1, num_format="@_ " if look is NUMBER else "@", **look))


def _write_records(sheet: _Sheet, form: Return) -> dict[str, int]:
    """Every record of the month by line, opened by its name; gives the row of the first record of each line that has any."""
    sheet.cells.set_row(0, 30)
    sheet.span(0, (0, sheet.last), f"{form.title}{form.period}依据记录", font_name=HEI, font_size=16, align="center")
    sheet.head(1)
    where: dict[str, int] = {}
    lines = [[_text(run) for run in cells] for cells in form.table.rows if len(cells) > 1]
    listed = [(line, record) for line in lines for record in form.records.get(line[0], ())]
    for row, ((number, label, unit, *_), record) in enumerate(listed, 2):
        where.setdefault(number, row)
        if record.address:
            sheet.cells.write_url(row, WORDS, record.address, tip="打开这条记录")
        texts = (number.zfill(2), f"{label.strip()}（{unit}）", record.dated, record.place, record.words, record.value)
        # Two units of each column are its margins.
        high = max(_rows_of(text, width - 2) for text, (_, width, look) in zip(texts, EVIDENCE, strict=True) if look is WRAPPED)
        sheet.line(row, 5 + 15 * high, texts)
    return where


def _rows_of(text: str, width: int) -> int:
    """Rows that a text takes: not every program lets a cell grow, and a 汉字 is two units of column width."""
    return -(-sum(1 if c.isascii() else 2 for c in text) // width)


def _write_head(sheet: _Sheet, form: Return) -> None:
    """Title, period, who reports, headings."""
    for row, height in enumerate((36, 20, 20)):
        sheet.cells.set_row(row, height)
    sheet.span(0, (0, sheet.last), form.title, font_name=HEI, font_size=18, align="center")
    sheet.span(1, (0, sheet.last), form.period, align="center")
    sheet.span(2, (0, 3), f"填报单位（盖章）：{form.org}", align="left", shrink=True)
    sheet.span(2, (4, 5), "金额单位：元", align="right")
    sheet.head(BELOW_HEAD - 1)


def _write_lines(sheet: _Sheet, form: Return, where: Mapping[str, int]) -> None:
    """The lines below their headings; a number of the month points to its first record."""
    groups = count(1)
    for row, cells in enumerate(form.table.rows, BELOW_HEAD):
        number, *more = (_text(run) for run in cells)
        if number in where:
            sheet.cells.write_url(row, MONTH, f"internal:'依据'!A{where[number] + 1}", tip="打开依据记录")
        sheet.cells.set_row(row, 19.5)
        if more:
            sheet.line(row, 19.5, [number.zfill(2), *more])
        else:
            heading = f"{to_chinese(next(groups))}、{number}"
            sheet.span(row, (0, sheet.last), heading, border=1, font_name=HEI, align="left", indent=1)


def _write_foot(sheet: _Sheet, form: Return) -> None:
    """Who signs, to be written in by hand, then the notes."""
    row = BELOW_HEAD + len(form.table.rows)
    sheet.cells.set_row(row, 26)
    signed = ((row, 0, 1, "单位负责人："), (row, 2, 3, "审核："), (row, 4, 5, "填表人："))
    for below, first, last, text in (*signed, (row + 1, 0, 1, "电话："), (row + 1, 2, 5, "填报日期：　　　　年　　月　　日")):
        sheet.span(below, (first, last), text, align="left")
    note = "说明：" + "".join(f"{n}.{text}" for n, text in enumerate(form.notes, 1))
    sheet.cells.set_row(row + 2, 15 * _rows_of(note, sum(width for _, width, _ in FORM)) + 4)
    sheet.span(row + 2, (0, sheet.last), note, font_size=10, align="left", valign="top", text_wrap=True)
