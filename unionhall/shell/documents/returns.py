"""The monthly return as a form: the lines of the paper with their figures, and the records behind each number of the month."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.urls import reverse

from unionhall.kernel.ledger.fields import DayField, precision
from unionhall.kernel.ledger.figures import Evidence, Number
from unionhall.kernel.ledger.metrics import metrics, phrases
from unionhall.kernel.ledger.models import model_named
from unionhall.kernel.orgs.models import Org
from unionhall.kernel.papers.annexes import label, nested
from unionhall.kernel.papers.declare import MONTHLY_RETURN, blocks
from unionhall.kernel.papers.draft import TO_DATE, YEAR_BEFORE, Draft
from unionhall.shell.documents.sheet import EvidenceLine, ReturnLine, ReturnSheet, Value

CENT = Decimal("0.01")


def monthly_return(draft: Draft) -> ReturnSheet:
    """The return of the draft's organization and month, ready for ``sheet.write_return``; as of its position, with what was written over.

    ``ValueError`` where the period is no month.
    """
    if draft.period.length != MONTHLY_RETURN.months:
        raise ValueError(f"{MONTHLY_RETURN.label}的期间应为一个月，如 2026-05")
    lines: list[ReturnLine | str] = []
    names: list[str] = []
    for block in sorted(blocks, key=lambda block: block.order):
        lines.append(block.label)
        for name, depth in nested(block.lines):
            names.append(name)
            lines.append(_line(draft, name, depth, len(names)))
    notes = tuple(_notes(draft, names, lines))
    return ReturnSheet(MONTHLY_RETURN.title, draft.org.signature, draft.period.label, tuple(lines), notes=notes)


def _line(draft: Draft, name: str, depth: int, number: int) -> ReturnLine:
    stock = metrics[phrases[name].metric].form == "stock"
    year = "/" if stock else _value(draft.of_form(name, TO_DATE).value, name)
    # What stands at the end of a month is the whole register; what happened in it is a list that one can read.
    listed = () if stock else tuple(_evidence(draft, name))
    columns = (_value(draft.figure(name).value, name), year, _value(draft.of_form(name, YEAR_BEFORE).value, name))
    return ReturnLine(number, label(draft, name, depth), phrases[name].counter, *columns, evidence=listed)


def _notes(draft: Draft, names: list[str], lines: list[ReturnLine | str]) -> Iterator[str]:
    undated = [(phrases[name].label, count) for name in names if (count := draft.figure(name).undated)]
    if undated:
        yield "、".join(f"{said} {count} 条" for said, count in undated) + "只写明到年，本月不列。"
    if all(isinstance(line, str) or line.last_year is None for line in lines):
        yield "上年同期没有台账，不作比较。"
    written = [phrases[name].label for name in names if name in draft.overrides]
    if written:
        yield f"{'、'.join(written)}是手工数。"


def _value(number: Number | None, name: str) -> Value:
    """A figure in the form: whole numbers and amounts without idle decimals, other amounts with their cents, shares as they are."""
    if number is None or isinstance(number, int) or metrics[phrases[name].metric].scale == 1:
        return number
    return int(number) if number == int(number) else number.quantize(CENT)


def _evidence(draft: Draft, name: str) -> Iterator[EvidenceLine]:
    rows = draft.records(name)
    places = Org.objects.in_bulk({row.org for row in rows})
    numbers = {model: [row.record_id for row in rows if row.model == model] for model in {row.model for row in rows}}
    records = {model: model_named(model)._default_manager.in_bulk(found) for model, found in numbers.items()}
    for row in rows:
        record = records[row.model][row.record_id]
        address = f"{settings.ADDRESS}{reverse('record', args=[row.model, row.record_id])}" if settings.ADDRESS else ""
        yield EvidenceLine(_named(record), _dated(record, row), str(places[row.org]), _value(row.sum, name), address)


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
