"""How a field of a record is shown: in a list, on the record page, in an export for the eye."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils import timezone

from unionhall.base.dates import Day, format_day
from unionhall.base.identifiers import mask_phone
from unionhall.kernel.flows.flow import flows
from unionhall.kernel.ledger.fields import MoneyField, display, precision
from unionhall.kernel.ledger.kinds import label as kind_label
from unionhall.kernel.ledger.models import Record
from unionhall.kernel.papers.content import Run
from unionhall.kernel.people.models import Card
from unionhall.shell.pages.declare import pages_of

Cards = dict[tuple[int, int], Card]


@dataclass(frozen=True)
class Column:
    """A column by its name: a field of the model, or ``card.…`` for what the card of the person concerned says."""

    name: str
    model: type[Record]

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

    def text(self, record: Record, cards: Cards, *, masked: bool = True) -> str:
        """The cell as words; empty where nothing is known."""
        name = self.name.removeprefix("card.")
        if not self.of_card:
            return day_text(record, name) if isinstance(self.field, models.DateField) else display(record, name)
        card = cards.get((record.org_id, getattr(record, "person_id", 0)))
        if card is None:
            return ""
        text = kind_label(display(card, name))
        return mask_phone(text) if name == "phone" and text and masked else text


def day_text(record: models.Model, name: str) -> str:
    """A day as lists show it: 2025-03-05, or 2025年3月 where only the month is known."""
    value = getattr(record, name)
    if not value:
        return ""
    known = precision(record, name)
    return f"{value:%Y-%m-%d}" if known == "day" else format_day(Day(value, known))


def words(runs: Iterable[Run] | None) -> str:
    """A sentence of a paper without what its figures lead to."""
    return "".join(run if isinstance(run, str) else run.text for run in runs or ())


def moment(at: datetime) -> str:
    """A time to the minute."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"


def cards_of(records: Iterable[Record]) -> Cards:
    """The cards of all people that a page of records concerns, in one query."""
    rows = list(records)
    people = {row.person_id for row in rows if getattr(row, "person_id", None)}  # type: ignore[attr-defined]  # asked just before
    cards = Card.objects.filter(person__in=people, org__in={row.org_id for row in rows}).select_related("unit") if people else []
    return {(card.org_id, card.person_id): card for card in cards}


def columns(model: type[Record], names: Sequence[str]) -> list[Column]:
    return [Column(name, model) for name in names]


def tone(record: Any) -> str:
    """The tone of a record's state, always shown with its word: put aside, waiting, under way or done."""
    page, flow, state = pages_of(record.ref[0]), flows.get(record.ref[0]), record.state
    if page and (said := page.tones.get(state) or ("wait" if state == page.waiting else "")):
        return said
    final = flow.final if flow else ("void",)
    leads_on = flow and any(state in step.states and step.target not in final for step in flow.steps)
    return "quiet" if state in final else "doing" if leads_on else "done"


def cells_of(shown: Sequence[Column], record: Record, cards: Cards, linked: str) -> list[Any]:
    """The cells of a record's row; the column of the name given leads to its page, and the state has its tone."""
    found: dict[str, Any] = {column.name: column.text(record, cards) or "--" for column in shown}
    # On a phone, where there is no heading, an amount carries its unit.
    found.update(
        {c.name: {"text": found[c.name], "unit": "元"} for c in shown if isinstance(c.field, MoneyField) and found[c.name] != "--"}
    )
    if linked != "state":
        found[linked] = {"text": found[linked], "url": reverse("record", args=record.ref)}
    if "state" in found:
        found["state"] = {"text": record.state_label(), "tone": tone(record)}
    return list(found.values())
