"""The inverse of importing: a register's records under its own headings, sheets to be signed, and templates to be filled in."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from unionhall.base.dates import Day
from unionhall.kernel.ledger.fields import display, precision
from unionhall.kernel.ledger.kinds import label
from unionhall.kernel.orgs.models import Org
from unionhall.kernel.people.models import Card
from unionhall.shell.sheets import writing
from unionhall.shell.sheets.register import Heading, Register, attribute
from unionhall.shell.sheets.writing import SheetColumn

_KINDS: dict[str, writing.Kind] = {"money": "money", "integer": "int", "day": "date"}
_WIDTHS = {"name": 12, "phone": 14, "identity": 21, "day": 14, "money": 12, "integer": 9, "long": 36, "unit": 16, "title": 30}
_STATE = SheetColumn("状态", 10)
_SIGNATURE_HEIGHT = 26
_TO_SIGN = (SheetColumn("签收", 14), SheetColumn("代领人", 12), SheetColumn("签收日期", 14))


def export(register: Register, records: "QuerySet[Any]") -> bytes:
    """The records as an .xlsx that says 无变化 when it is imported again; void ones are left out, and the note says how many."""
    headings = [heading for heading in register.headings if heading.source]
    kept, cells = _read(register, headings, records)
    void = records.filter(state="void").count()
    left_out = [f"已作废的 {void} 条"] if void else []
    left_out += [f"{heading.label}一列" for heading in register.headings if not heading.source]
    note = _note(kept, "导出", "条") + (f"未导出：{'、'.join(left_out)}。" if left_out else "")
    rows = [[*row, record.state_label()] for record, row in zip(kept, cells, strict=True)]
    return writing.write(register.label, [*(_column(register, heading) for heading in headings), _STATE], rows, note)


def signing_sheet(register: Register, records: "QuerySet[Any]", title: str) -> bytes:
    """The records with room for a signature each: a running number, what is filled in anywhere and not sensitive, and blank columns."""
    headings = [heading for heading in register.headings if heading.source and heading.input not in register.model.sensitive]
    kept, cells = _read(register, headings, records)
    filled = [index for index in range(len(headings)) if any(row[index] not in (None, "") for row in cells)]
    columns = [SheetColumn("序号", 6, "int"), *(_column(register, headings[index]) for index in filled), *_TO_SIGN]
    rows = [[number, *(row[index] for index in filled), *("",) * len(_TO_SIGN)] for number, row in enumerate(cells, 1)]
    return writing.write(title, columns, rows, _note(kept, "制表", "人次"), _SIGNATURE_HEIGHT)


def template(register: Register, org: Org) -> bytes:
    """An empty sheet of the register: what it needs, what may be chosen, and how each column is written."""
    groups = [str(name) for name in org.subtree().exclude(pk=org.pk).filter(dissolved_on=None).values_list("name", flat=True)]
    columns = []
    for heading in register.headings:
        given, column = register.input_of(heading), _column(register, heading)
        choices = groups if heading.source == "unit" else [text for _, text in given.options()] if given else []
        how = f"从下拉列表中选：{'、'.join(choices)}" if choices else given.hint if given and column.kind == "text" else ""
        also = f"表头也可写作：{'、'.join(heading.every_name[1:])}" if heading.every_name[1:] else ""
        hint = "。".join(part for part in (how or writing.HOW_TO_WRITE[column.kind], also) if part)
        if not heading.source.startswith("="):
            columns.append(replace(column, required=heading.required, choices=choices, hint=hint))
    return writing.template(register.label, columns)


def _read(register: Register, headings: Sequence[Heading], records: "QuerySet[Any]") -> tuple[list[Any], list[list[object]]]:
    """The records that are not void and what their cells say, with the cards, organizations and heads that these name."""
    named = {f.name for f in register.model._meta.concrete_fields}
    heads = {heading.source.partition(".")[0] for heading in headings if "." in heading.source} & named
    kept = list(records.exclude(state="void").select_related("org", "unit", *heads))
    people = {record.person_id for record in kept if hasattr(record, "person_id")}
    found = Card.objects.filter(org__in={record.org_id for record in kept}, person__in=people) if people else []
    cards = {(card.org_id, card.person_id): card for card in found}
    pairs = [(record, cards.get((record.org_id, getattr(record, "person_id", 0)))) for record in kept]
    return kept, [[_value(record, card, heading) for heading in headings] for record, card in pairs]


def _note(records: Sequence[Any], done: str, counter: str) -> str:
    """When it was made, of how many; and of which organization, where it is one."""
    names = {str(record.org) for record in records}
    whose = f"{names.pop()}，" if len(names) == 1 else ""
    return f"{whose}{timezone.localdate():%Y-%m-%d} {done}，共 {len(records)} {counter}。"


def _value(record: Any, card: Card | None, heading: Heading) -> object:
    """What stands in the cell: labels for kinds and choices, 分 for money, a ``Day`` as far as it is known."""
    source = heading.source
    if source.startswith("="):
        return source[1:]
    holder: Any = card if source.startswith("card.") else record
    path = source.removeprefix("card.")
    value = attribute(holder, path)
    if hasattr(value, "year"):
        return Day(value, precision(holder, path))
    if isinstance(value, str) and "." not in path:
        known = holder is not None and any(f.name == path for f in holder._meta.concrete_fields)
        return label(display(holder, path)) if known else value
    return value if value is None or isinstance(value, int) else str(value)


def _column(register: Register, heading: Heading) -> SheetColumn:
    given = register.input_of(heading)
    kind = given.kind if given else "text"
    width = _WIDTHS.get(heading.input) or _WIDTHS.get(kind) or 14
    return SheetColumn(heading.label, width, _KINDS.get(kind, "text"))
