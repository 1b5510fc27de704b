"""Fields that say what they hold, so that forms, sheets, pages and papers treat them alike."""

from typing import Any

from django.db import models
from django.utils import timezone

from unionhall.base.dates import Day, format_day
from unionhall.base.money import yuan
from unionhall.kernel.ledger.kinds import label
from unionhall.kernel.people.models import Person


class MoneyField(models.BigIntegerField):
    """An amount in 分."""


class KindField(models.CharField):
    """A kind of one registered tree."""

    def __init__(self, *args: Any, tree: str = "", **kwargs: Any) -> None:
        self.tree = tree
        super().__init__(*args, **{"max_length": 40, **kwargs})


class DayField(models.DateField):
    """A day. Where the model also has ``<name>_precision``, it may be known to the month or the year only."""


def precision_field() -> Any:
    return models.CharField("日期精度", max_length=5, default="day", editable=False)


def precision(record: models.Model, field: str) -> str:
    return getattr(record, f"{field}_precision", "day")


def display(record: models.Model, name: str) -> str:
    """A field as people read it: labels for choices and kinds, 元 for amounts, months where the day is not known."""
    field, value = record._meta.get_field(name), getattr(record, name)
    if value in (None, ""):
        return ""
    if isinstance(field, MoneyField):
        return yuan(value)
    if isinstance(field, models.DateTimeField):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    if isinstance(field, models.DateField):
        return format_day(Day(value, precision(record, name)))  # type: ignore[arg-type]  # stored as one of Day's precisions
    if isinstance(field, KindField):
        return label(value)
    if isinstance(field, models.BooleanField):
        return "是" if value else "否"
    if isinstance(value, Person):
        return str((hasattr(record, "card") and record.card()) or value)
    choices = dict(getattr(field, "flatchoices", ()) or ())
    return str(choices.get(value, value))
