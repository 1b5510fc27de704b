"""An activity of sport or culture, with a head count, a result and a rank."""

from typing import ClassVar

from django.db import models

from unionhall.kernel.ledger.fields import DayField, KindField, MoneyField, precision_field
from unionhall.kernel.ledger.kinds import Tree
from unionhall.kernel.ledger.models import Record

kinds = Tree("activities.kind", "类别")
kinds.add("activity.sport", "体育")
kinds.add("activity.ball", "球类", "activity.sport", ("篮球", "羽毛球", "乒乓球", "足球", "排球"))
kinds.add("activity.athletics", "田径和集体项目", "activity.sport", ("跳绳", "拔河", "健步走", "登山", "跑步", "趣味运动会"))
kinds.add("activity.culture", "文艺", "", ("文艺汇演", "歌咏", "书画", "摄影", "书法", "联欢"))
kinds.add("activity.outing", "春秋游和联谊", "", ("春游", "秋游", "联谊", "观影"))
kinds.add("activity.other", "其他活动", "", ("其他", "其它", "读书", "展览"))


class Activity(Record):
    """One event. Attendance without names is a head count: 人次 only, never 人."""

    class State(models.TextChoices):
        HELD = "held", "已举办"
        VOID = "void", "已作废"

    state = models.CharField("状态", max_length=20, choices=State.choices, default=State.HELD, editable=False)
    name = models.CharField("活动名称", max_length=100)
    kind = KindField("类别", tree="activities.kind")
    held_on = DayField("活动日期")
    held_on_precision = precision_field()
    attendance = models.PositiveIntegerField("参加人数", null=True, blank=True)
    rank = models.CharField("名次", max_length=60, blank=True)
    place = models.CharField("地点", max_length=100, blank=True)
    cost = MoneyField("支出", null=True, blank=True, help_text="元")
    result = models.TextField("活动情况", blank=True)

    series: ClassVar[str] = "活动"
    day: ClassVar[str] = "held_on"

    class Meta:
        verbose_name = "文体活动"
        indexes = [models.Index(fields=["org", "-held_on", "-id"])]

    def __str__(self) -> str:
        return self.name
