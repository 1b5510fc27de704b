"""Fields that say what they hold, so that forms, sheets, pages and papers treat them alike."""

from typing import Any

from django.db import models
from django.utils import timezone

from unionhall.base.dates import Day, Precision, format_day
from unionhall.base.money import yuan
from unionhall.kernel.ledger.kinds import label
from unionhall.kernel.people.models import Person


class MoneyField(models.BigIntegerField):  # type: ignore[type-arg]  # Django's fields take no arguments of type at run time
    """An amount in 分."""


class KindField(models.CharField):  # type: ignore[type-arg]  # the same
    """A kind of one registered tree."""

    def __init__(self, *args: Any, tree: str = "", **kwargs: Any) -> None:
        self.tree = tree
        super().__init__(*args, **{"max_length": 40, **kwargs})


class DayField(models.DateField):  # type: ignore[type-arg]  # the same
    """A day. Where the model also has ``<name>_precision``, it may be known to the month or the year only."""


def precision_field() -> Any:
    return models.CharField("日期精度", max_length=5, default="day", editable=False)


def precision(record: models.Model, field: str) -> Precision:
    known: Precision = getattr(record, f"{field}_precision", "day")
    return known


def display(record: models.Model, name: str) -> str:
    """A field as people read it: labels for choices and kinds, 元 for amounts, months where the day is not known."""
    field, value = record._meta.get_field(name), getattr(record, name)
    if value in (None, "", [], {}):
        return ""
    if isinstance(field, MoneyField):
        text = yuan(value)
    elif isinstance(field, models.DateTimeField):
        text = f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    elif isinstance(field, models.DateField):
        text = format_day(Day(value, precision(record, name)))
    elif isinstance(field, KindField):
        text = label(value)
    elif isinstance(field, models.BooleanField):
        text = "是" if value else "否"
    elif isinstance(value, Person) and hasattr(record, "card"):
        text = str(record.card() or value)
    else:
        choices = dict(getattr(field, "flatchoices", ()) or ())
        text = str(choices.get(value, value) if choices else value)
    return text
