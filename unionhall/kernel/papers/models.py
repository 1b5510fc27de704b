"""Papers, what the officer wrote into them, numbers written over by hand, and the figures of a frozen one."""

from typing import ClassVar

from django.db import models

from unionhall.base.periods import Period
from unionhall.kernel.access.models import User
from unionhall.kernel.orgs.models import Org


class Paper(models.Model):
    """A paper of one organization and period. Frozen, it answers from ``position`` and from its quotes for ever."""

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        FROZEN = "frozen", "已定稿"

    org = models.ForeignKey(Org, models.PROTECT, related_name="+", verbose_name="组织")
    kind = models.CharField("种类", max_length=30)
    period_code = models.CharField("期间", max_length=30)
    title = models.CharField("标题", max_length=200, blank=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.DRAFT, editable=False)
    opening = models.TextField("开头段", blank=True)
    closing = models.TextField("结尾段", blank=True)
    skipped = models.JSONField("不写的部分", default=list, blank=True)
    dated_on = models.DateField("成文日期", null=True, blank=True)
    position = models.BigIntegerField("事实账位置", null=True, editable=False)
    content = models.JSONField("定稿内容", default=dict, editable=False)
    frozen_at = models.DateTimeField("定稿时间", null=True, editable=False)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, editable=False, verbose_name="拟稿人")
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    number: ClassVar[str] = ""

    class Meta:
        verbose_name = "文稿"
        indexes = [models.Index(fields=["org", "kind", "period_code"])]

    def __str__(self) -> str:
        return self.title or f"{self.org}{self.period.label}"

    def state_label(self) -> str:
        return str(self.State(self.state).label)

    @property
    def period(self) -> Period:
        return Period.parse(self.period_code)


class Override(models.Model):
    """A number that somebody wrote over, with the reason. It stands out in the text and is listed in the annex."""

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="overrides", verbose_name="文稿")
    org = models.ForeignKey(Org, models.PROTECT, related_name="+", verbose_name="组织")
    key = models.CharField("数字", max_length=160)
    label = models.CharField("名称", max_length=100)
    counted = models.CharField("记录所得", max_length=40)
    written = models.CharField("手工数", max_length=40)
    reason = models.CharField("原因", max_length=300)

    class Meta:
        verbose_name = "手工数"
        constraints = [models.UniqueConstraint(fields=["paper", "key"], name="one_override")]

    def __str__(self) -> str:
        return f"{self.label} {self.counted}→{self.written}"


class Quote(models.Model):
    """A figure of a frozen paper as it was printed: what was asked, what the answer was, by which version of the metric."""

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="quotes")
    key = models.CharField(max_length=160)
    metric = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=40)
    records = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["paper", "key"], name="one_quote")]
