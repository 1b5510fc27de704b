"""How a record's fields are shown in a list and on its page, and what the tables of every page share."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from unionhall.base.dates import Day, format_day
from unionhall.base.identifiers import mask_phone
from unionhall.kernel.flows.flow import flows
from unionhall.kernel.ledger.fields import MoneyField, display, precision
from unionhall.kernel.ledger.kinds import label as kind_label
from unionhall.kernel.papers.content import Run
from unionhall.kernel.people.models import Card
from unionhall.shell.pages.declare import Columns, Told, pages_of

Cards = dict[tuple[int, int], Card]
PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NAMES = ("card.name", "name", "title")  # columns of which the first one there names the record


@dataclass(frozen=True)
class Column:
    """A column by its name: a field of the model, or ``card.…`` for what the card of the person concerned says."""

    name: str
    model: type[models.Model]

    @property
    def of_card(self) -> bool:
        return self.name.startswith("card.")

    @property
    def field(self) -> "models.Field[Any, Any]":
        found = (Card if self.of_card else self.model)._meta.get_field(self.name.removeprefix("card."))
        assert isinstance(found, models.Field)
        return found

    @property
    def label(self) -> str:
        unit = "（元）" if isinstance(self.field, MoneyField) else ""
        return f"{self.field.verbose_name}{unit}"

    @property
    def kind(self) -> str:
        if isinstance(self.field, MoneyField | models.IntegerField):
            return "num"
        return "code" if isinstance(self.field, models.DateField) or self.name in ("number", "card.staff_number", "card.phone") else "text"

    @property
    def card(self) -> int:
        """Its place on a phone, as ``Told`` has it."""
        if self.name in ("state", *NAMES):
            return 5 if self.name == "state" else 1
        day = self.kind == "code" and self.name != "number" and not self.of_card
        return 2 if self.kind == "num" else 4 if day else 3

    @property
    def sorts(self) -> bool:
        return not self.of_card and not self.field.is_relation

    def text(self, record: Any, cards: Cards, *, masked: bool = True) -> str:
        """The cell as words; empty where nothing is known."""
        name = self.name.removeprefix("card.")
        if not self.of_card:
            return day_text(record, name) if isinstance(self.field, models.DateField) else display(record, name)
        card = cards.get((record.org_id, getattr(record, "person_id", 0)))
        if card is None:
            return ""
        text = kind_label(display(card, name))
        return mask_phone(text) if name == "phone" and text and masked else text

    def cell(self, record: Any, cards: Cards, *, masked: bool = True) -> Any:
        """The cell as the table macro takes it: a state with its tone; an amount with its unit for a phone, where no heading says it."""
        if self.name == "state":
            return {"text": record.state_label(), "tone": tone(record)}
        text = self.text(record, cards, masked=masked) or "--"
        return {"text": text, "unit": "元"} if isinstance(self.field, MoneyField) and text != "--" else text


def day_text(record: models.Model, name: str) -> str:
    """A day as lists show it: 2025-03-05, or 2025年3月 where only the month is known; a time to the minute."""
    value = getattr(record, name)
    if not value or isinstance(value, datetime):
        return moment(value) if value else ""
    known = precision(record, name)
    return f"{value:%Y-%m-%d}" if known == "day" else format_day(Day(value, known))


def words(runs: Iterable[Run] | None) -> str:
    """A sentence of a paper without what its figures lead to."""
    return "".join(run if isinstance(run, str) else run.text for run in runs or ())


def moment(at: datetime) -> str:
    """A time to the minute."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"


def cards_of(records: Iterable[Any]) -> Cards:
    """The cards of all people that a page of records concerns, in one query."""
    rows = list(records)
    people = {row.person_id for row in rows if getattr(row, "person_id", None)}
    cards = Card.objects.filter(person__in=people, org__in={row.org_id for row in rows}).select_related("unit") if people else []
    return {(card.org_id, card.person_id): card for card in cards}


def columns(model: type[models.Model], names: Columns) -> list[Column | Told]:
    return [Column(name, model) if isinstance(name, str) else name for name in names]


def tone(record: Any) -> str:
    """The tone of a record's state, always shown with its word: put aside, waiting, under way or done."""
    page, flow, state = pages_of(record.ref[0]), flows.get(record.ref[0]), record.state
    if page and (said := page.tones.get(state) or ("wait" if state == page.waiting else "")):
        return said
    final = flow.final if flow else ("void",)
    leads_on = flow and any(state in step.states and step.target not in final for step in flow.steps)
    return "quiet" if state in final else "doing" if leads_on else "done"


def heading(shown: Sequence[Column | Told]) -> str:
    """The column that names the record, and in a list leads to its page."""
    names = [column.name for column in shown]
    told = (column.name for column in shown if column.card == 1)
    return next((name for name in NAMES if name in names), next(told, names[0]))


def cells_of(shown: Sequence[Column | Told], record: Any, cards: Cards, linked: str) -> list[Any]:
    """The cells of a record's row; the column of the name given leads to its page."""
    found = {column.name: column.cell(record, cards) for column in shown}
    if linked in found and linked != "state":
        cell = found[linked]
        page = reverse("record", args=[record._meta.label_lower, record.pk])
        found[linked] = {**(cell if isinstance(cell, dict) else {"text": cell}), "url": page}
    return list(found.values())


# ── what tables of every page share ──


def heads(*columns: tuple[str, str, int]) -> list[dict[str, Any]]:
    """Columns by label, kind and place on a phone's card (0: not shown there; 1: what names the row)."""
    return [{"label": label, "kind": kind, "card": card, "head": card == 1} for label, kind, card in columns]


def choice(name: str, label: str, options: list[tuple[str, str]], value: str, *, required: bool = False) -> dict[str, Any]:
    """A field to choose from, in a form or above a table."""
    return {"name": name, "label": label, "kind": "choice", "options": options, "value": value, "required": required}


def paged(request: HttpRequest, found: models.QuerySet[Any] | list[Any]) -> tuple[list[Any], dict[str, Any]]:
    """The rows of the page that the address asks for, and what leads to the other pages."""
    every = Paginator(found, PAGE)
    page = every.get_page(request.GET.get("page"))
    numbers = list(every.get_elided_page_range(page.number, on_each_side=2, on_ends=1))
    pages = [(number, url(request, page=number) if isinstance(number, int) else None, number == page.number) for number in numbers]
    turns = {"pages": pages, "next": url(request, page=page.next_page_number()) if page.has_next() else ""}
    return list(page), {"first": page.start_index(), "last": page.end_index(), "count": f"{every.count:,}", "total": every.count, **turns}


def url(request: HttpRequest, **changes: Any) -> str:
    """The same address with other values; other than to another page it leads to the first one."""
    query = {name: value for name, value in {**request.GET.dict(), **changes}.items() if value != ""}
    if "page" not in changes:
        query.pop("page", None)
    return f"{request.path}?{urlencode(query)}"


def integer(text: str | None, otherwise: int) -> int:
    """A positive number out of an address."""
    return int(text) if text and text.isdigit() and int(text) > 0 else otherwise


def attachment(data: bytes, name: str, kind: str = XLSX) -> HttpResponse:
    """A file to be kept, under its Chinese name."""
    return HttpResponse(data, content_type=kind, headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"})
