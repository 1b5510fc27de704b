"""A contest of work: name, day, participants, rank. The thinnest of the modules."""

from typing import ClassVar

from django.db import models

from unionhall.kernel.ledger.fields import DayField, precision_field
from unionhall.kernel.ledger.models import Record


class Competition(Record):
    """One contest."""

    class State(models.TextChoices):
        HELD = "held", "已开展"
        VOID = "void", "已作废"

    state = models.CharField("状态", max_length=20, choices=State.choices, default=State.HELD, editable=False)
    name = models.CharField("竞赛名称", max_length=100)
    held_on = DayField("竞赛日期")
    held_on_precision = precision_field()
    attendance = models.PositiveIntegerField("参赛人数", null=True, blank=True)
    rank = models.CharField("名次", max_length=60, blank=True)
    result = models.TextField("竞赛情况", blank=True)

    series: ClassVar[str] = "竞赛"
    day: ClassVar[str] = "held_on"

    class Meta:
        verbose_name = "劳动竞赛"
        indexes = [models.Index(fields=["org", "-held_on", "-id"])]

    def __str__(self) -> str:
        return self.name
