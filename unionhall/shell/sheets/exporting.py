"""The inverse of importing: a register's records under its own headings, sheets to be signed, and templates to be filled in."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from unionhall.base.dates import Day
from unionhall.kernel.actions.inputs import Input
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
    kept = _read(register, records)
    rows = [[*row, record.state_label()] for row, record in zip(_rows(headings, kept), kept, strict=True)]
    void = records.filter(state="void").count()
    left_out = [f"已作废的 {void} 条"] if void else []
    left_out += [f"{heading.label}一列" for heading in register.headings if not heading.source]
    note = f"{_whose(kept)}{timezone.localdate():%Y-%m-%d} 导出，共 {len(kept)} 条。"
    note += f"未导出：{'、'.join(left_out)}。" if left_out else ""
    return writing.write(register.label, [*(_column(register, heading) for heading in headings), _STATE], rows, note)


def signing_sheet(register: Register, records: "QuerySet[Any]", title: str) -> bytes:
    """The records with room for a signature each: a running number, what is filled in anywhere and not sensitive, and blank columns."""
    headings = [heading for heading in register.headings if heading.source and heading.input not in register.model.sensitive]
    kept = _read(register, records)
    cells = _rows(headings, kept)
    filled = [index for index in range(len(headings)) if any(row[index] not in (None, "") for row in cells)]
    columns = [SheetColumn("序号", 6, "int"), *(_column(register, headings[index]) for index in filled), *_TO_SIGN]
    rows = [[number, *(row[index] for index in filled), *("",) * len(_TO_SIGN)] for number, row in enumerate(cells, 1)]
    return writing.write(
        title, columns, rows, f"{_whose(kept)}{timezone.localdate():%Y-%m-%d} 制表，共 {len(kept)} 人次。", _SIGNATURE_HEIGHT
    )


def template(register: Register, org: Org) -> bytes:
    """An empty sheet of the register: what it needs, what may be chosen, and how each column is written."""
    headings = [heading for heading in register.headings if not heading.source.startswith("=")]
    inputs = {heading.label: register.input_of(heading) for heading in headings}
    groups = [str(name) for name in org.subtree().exclude(pk=org.pk).filter(dissolved_on=None).values_list("name", flat=True)]
    choices = {name: [text for _, text in given.options()] for name, given in inputs.items() if given}
    choices |= {heading.label: groups for heading in headings if heading.source == "unit"}
    required = {heading.label for heading in headings if heading.required}
    hints = {heading.label: _hint(heading, inputs[heading.label], choices.get(heading.label, ())) for heading in headings}
    return writing.template(register.label, [_column(register, heading) for heading in headings], required, choices, hints)


def _read(register: Register, records: "QuerySet[Any]") -> list[Any]:
    """The records that are not void, with the organizations and heads that their columns name."""
    named = {f.name for f in register.model._meta.concrete_fields}
    heads = {heading.source.partition(".")[0] for heading in register.headings if "." in heading.source} & named
    return list(records.exclude(state="void").select_related("org", "unit", *heads))


def _rows(headings: Sequence[Heading], records: Sequence[Any]) -> list[list[object]]:
    people = {record.person_id for record in records if hasattr(record, "person_id")}
    found = Card.objects.filter(org__in={record.org_id for record in records}, person__in=people) if people else []
    cards = {(card.org_id, card.person_id): card for card in found}
    pairs = [(record, cards.get((record.org_id, getattr(record, "person_id", 0)))) for record in records]
    return [[_value(record, card, heading) for heading in headings] for record, card in pairs]


def _whose(records: Sequence[Any]) -> str:
    """The organization, where the records are those of one."""
    names = {str(record.org) for record in records}
    return f"{names.pop()}，" if len(names) == 1 else ""


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


def _hint(heading: Heading, given: Input | None, choices: Sequence[str]) -> str:
    """How the column is written, and what else it may be called."""
    kind = _KINDS.get(given.kind if given else "", "text")
    how = f"从下拉列表中选：{'、'.join(choices)}" if choices else given.hint if given and kind == "text" else ""
    also = f"表头也可写作：{'、'.join(heading.every_name[1:])}" if heading.every_name[1:] else ""
    return "。".join(part for part in (how or writing.HOW_TO_WRITE[kind], also) if part)
