"""Facts, the series that name their breakdown, and what every record has."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar

from django.db import models

from unionhall.kernel.ledger.fields import DayField
from unionhall.kernel.ledger.metrics import metrics
from unionhall.kernel.orgs.models import Org
from unionhall.kernel.people.models import Card


class Series(models.Model):
    """A breakdown interned as one small number. ``precision`` tells facts whose day is known to the month or year only."""

    kind = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=40, blank=True)
    sex = models.CharField(max_length=6, blank=True)
    category = models.CharField(max_length=30, blank=True)
    precision = models.CharField(max_length=5, default="day")
    declared = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "source", "sex", "category", "precision", "declared"], name="one_series")]


class Fact(models.Model):
    """One line of the ledger. Never updated, never deleted; ``reverses`` names the line that a −1 takes back."""

    seq = models.BigAutoField(primary_key=True)
    org = models.ForeignKey(Org, models.PROTECT, db_index=False)
    on = models.DateField()
    metric = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField()
    n = models.SmallIntegerField()
    value = models.BigIntegerField()
    series = models.ForeignKey(Series, models.PROTECT, db_index=False)
    subject = models.BigIntegerField(null=True)
    model = models.CharField(max_length=60)
    record_id = models.BigIntegerField()
    line = models.PositiveSmallIntegerField(default=0)
    reverses = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["metric", "on", "org"], name="fact_figure"),
            models.Index(fields=["model", "record_id"], name="fact_record"),
            models.Index(fields=["subject"], name="fact_subject"),
        ]


class Record(models.Model):
    """What every record has: where it belongs, its number, its state, its version.

    ``unit`` is the group that it concerns; facts stand there, or at ``org``. ``series`` names the number series,
    ``day`` the field that says when it happened, ``sensitive`` the fields that the log never shows.
    """

    org = models.ForeignKey(Org, models.PROTECT, related_name="+", verbose_name="组织")
    unit = models.ForeignKey(Org, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="小组")
    number = models.CharField("编号", max_length=60, blank=True, editable=False)
    state = models.CharField("状态", max_length=20, editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    created_at = models.DateTimeField("登记时间", auto_now_add=True)

    series: ClassVar[str] = ""
    day: ClassVar[str] = ""
    sensitive: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True

    def state_label(self) -> str:
        states: Any = self._meta.get_field("state")
        return str(dict(states.flatchoices).get(self.state, self.state))

    @property
    def ref(self) -> tuple[str, int]:
        """The record's name across the house: model label and number."""
        return self._meta.label_lower, self.pk

    def card(self) -> Card | None:
        """What the organization knows of the person concerned."""
        person = getattr(self, "person_id", None)
        return Card.objects.filter(org_id=self.org_id, person_id=person).first() if person else None


class DeclaredFigure(Record):
    """A number that somebody declares where there are no records: an opening balance, history, a unit still on paper.

    Shown as 申报数; it gives way to records of the same organization and time. A declared zero is a confirmed zero.
    ``value`` is in the metric's unit.
    """

    class State(models.TextChoices):
        DECLARED = "declared", "已申报"
        VOID = "void", "已作废"

    state = models.CharField("状态", max_length=20, choices=State.choices, default=State.DECLARED, editable=False)
    metric = models.CharField("指标", max_length=60)
    on = DayField("统计日期")
    on_precision = models.CharField("期间", max_length=5, default="day", editable=False)
    value = models.DecimalField("数值", max_digits=18, decimal_places=2)
    document = models.CharField("依据文件", max_length=200, blank=True)

    series: ClassVar[str] = "申报"
    day: ClassVar[str] = "on"

    class Meta:
        verbose_name = "申报数"

    def __str__(self) -> str:
        known = metrics.get(self.metric)
        return f"{known.label}{self.value.normalize():f}{known.unit}" if known else self.metric


def model_named(label: str) -> Any:
    """The model class of a label such as ``ledger.declaredfigure``."""
    from django.apps import apps

    return apps.get_model(label)


def records_of(refs: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Any]:
    """Records by their names across the house, with their places, in one query a model; without those that are gone."""
    numbers: defaultdict[str, list[int]] = defaultdict(list)
    for model, number in refs:
        numbers[model].append(number)
    found = ((model, model_named(model)._default_manager.select_related("unit", "org").in_bulk(own)) for model, own in numbers.items())
    return {(model, number): record for model, records in found for number, record in records.items()}


def day_field(record: models.Model, on: date) -> str:
    """The field in which a record has a day; empty where it has it nowhere."""
    fields = (field.name for field in record._meta.concrete_fields if isinstance(field, DayField))
    return next((name for name in fields if getattr(record, name) == on), "")
