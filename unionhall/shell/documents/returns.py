"""The monthly return: the lines that modules declare, as figures of the month, the year to date and the year before."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.urls import reverse

from unionhall.base.periods import Period
from unionhall.kernel.ledger.fields import DayField, precision
from unionhall.kernel.ledger.figures import Ask, Evidence, Number, evidence, kept
from unionhall.kernel.ledger.metrics import metrics, phrases
from unionhall.kernel.ledger.models import model_named
from unionhall.kernel.orgs.models import Org
from unionhall.kernel.papers.declare import MONTHLY_RETURN, blocks
from unionhall.kernel.papers.draft import Draft
from unionhall.shell.documents.sheet import EvidenceLine, ReturnLine, ReturnSheet, Value

CENT = Decimal("0.01")


def monthly_return(org: Org, period: Period, position: int | None = None) -> ReturnSheet:
    """The return of one month, ready for ``sheet.write_return``; as of ``position`` where it is to answer as of then.

    ``ValueError`` where the period is no month.
    """
    if period.length != 1:
        raise ValueError(f"{MONTHLY_RETURN.label}的期间应为一个月，如 2026-05")
    made = _Return(Draft(org, period, position))
    lines = tuple(made.lines())
    return ReturnSheet(f"工作{MONTHLY_RETURN.label}", org.signature, period.label, lines, notes=tuple(made.notes()))


@dataclass(frozen=True)
class _Line:
    """A line before it has figures: its number, the phrase, and how it is set under others of its block."""

    number: int
    name: str
    label: str
    indent: int
    parts: tuple[int, ...]


class _Return:
    """The figures of a return; each is asked once, and what is to be said of them stands in the notes."""

    def __init__(self, draft: Draft) -> None:
        self.draft, self.to_date = draft, draft.period.to_date()
        self.plan: list[_Line] = []
        self.columns: dict[int, tuple[Value, Value, Value]] = {}

    def lines(self) -> Iterator[ReturnLine | str]:
        for block in sorted(blocks, key=lambda block: block.order):
            yield block.label
            for line in plan_of(block.lines, len(self.plan) + 1):
                self.plan.append(line)
                yield self._line(line)

    def _line(self, line: _Line) -> ReturnLine:
        stock = metrics[phrases[line.name].metric].form == "stock"
        last = self.to_date.last_year()
        year = "/" if stock else self._value(line.name, self.to_date)
        # Those who are on a register today were there a year ago; who else was, only a register of that year knows.
        unknown = stock and not kept(self.draft.ask(line.name, last))
        columns = (self._value(line.name), year, None if unknown else self._value(line.name, last))
        self.columns[line.number] = columns
        # What stands at the end of a month is the whole register; a total's records stand under its parts.
        listed = () if stock or self._adds_up(line) else tuple(_evidence(line.name, self.draft.ask(line.name)))
        return ReturnLine(line.number, line.label, phrases[line.name].counter, *columns, line.indent, listed)

    def _value(self, name: str, period: Period | None = None) -> Value:
        return _value(self.draft.figure(name, period).value, name)

    def notes(self) -> Iterator[str]:
        yield from (f"第{line.number:02d}行{self._sum_of(line)}。" for line in self.plan if line.parts)
        undated = [(line.label, count) for line in self.plan if (count := self.draft.figure(line.name).undated)]
        if undated:
            yield "、".join(f"{label} {count} 条" for label, count in undated) + "只写明到年，本月不列。"
        if all(columns[2] is None for columns in self.columns.values()):
            yield "上年同期没有台账，不作比较。"

    def _sum_of(self, line: _Line) -> str:
        """A total names its parts where they add up to it, and says so where there is more to it than the lines above."""
        numbers = "、".join(f"{number:02d}" for number in line.parts)
        return f"为{numbers}行之和" if self._adds_up(line) else f"除{numbers}行外，另有未单列的项目"

    def _adds_up(self, line: _Line) -> bool:
        parts = [self.columns[number] for number in line.parts]
        sums = [sum(part[n] for part in parts if isinstance(part[n], int | Decimal)) for n in range(3)]
        return bool(parts) and all(whole in (None, total) for whole, total in zip(self.columns[line.number], sums, strict=True))


def plan_of(names: Sequence[str], first: int) -> Iterator[_Line]:
    """The lines of one block: 其中 under their whole, a further measure under what it measures, totals below their parts."""
    head = ""
    for offset, name in enumerate(names):
        phrase, before = phrases[name], names[:offset]
        parts = tuple(first + n for n, other in enumerate(before) if phrases[other].part_of == name)
        if head and phrase.label.startswith(head) and phrase.label != head:
            yield _Line(first + offset, name, phrase.label.removeprefix(head), 1, parts)
        elif phrase.part_of in before:
            among = any(phrases[other].part_of == phrase.part_of for other in before)
            yield _Line(first + offset, name, ("　　　" if among else "其中：") + phrase.label, 0, parts)
        else:
            head = phrase.label
            stock = metrics[phrase.metric].form == "stock"
            yield _Line(first + offset, name, "合计" if parts else f"期末{head}数" if stock else head, 0, parts)


def _value(number: Number | None, name: str) -> Value:
    """A figure in the form: whole numbers and amounts without idle decimals, other amounts with their cents, shares as they are."""
    if number is None or isinstance(number, int) or metrics[phrases[name].metric].scale == 1:
        return number
    return int(number) if number == int(number) else number.quantize(CENT)


def _evidence(name: str, ask: Ask) -> Iterator[EvidenceLine]:
    rows = evidence(ask)
    places = Org.objects.in_bulk({row.org for row in rows})
    records = {label: model_named(label)._default_manager.in_bulk(_numbers(rows, label)) for label in {row.model for row in rows}}
    for row in rows:
        record = records[row.model][row.record_id]
        address = f"{settings.ADDRESS}{reverse('record', args=[row.model, row.record_id])}" if settings.ADDRESS else ""
        yield EvidenceLine(_named(record), _dated(record, row), str(places[row.org]), _value(row.sum, name), address)


def _numbers(rows: list[Evidence], label: str) -> list[int]:
    return [row.record_id for row in rows if row.model == label]


def _named(record: Any) -> str:
    """The record by number and words. A return leaves the house, so whom it concerns stays behind the number."""
    who = str(record.card() or getattr(record, "person", "")) if getattr(record, "person_id", None) else ""
    words = str(record).replace(who, "").strip() if who else str(record)
    return " ".join(text for text in (record.number, words or str(record._meta.verbose_name)) if text)


def _dated(record: Any, row: Evidence) -> str:
    """5月4日, or 5月 where the record knows no day."""
    days = [field.name for field in record._meta.concrete_fields if isinstance(field, DayField) and getattr(record, field.name) == row.on]
    known = precision(record, days[0]) if days else "day"
    return f"{row.on.month}月" + (f"{row.on.day}日" if known == "day" else "")
