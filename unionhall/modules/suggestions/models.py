"""A suggestion with the day of each stage: submitted, answered, carried out, awarded."""

from typing import ClassVar

from django.db import models

from unionhall.kernel.ledger.fields import DayField, KindField, MoneyField, precision_field
from unionhall.kernel.ledger.kinds import Tree
from unionhall.kernel.ledger.models import Record
from unionhall.kernel.people.models import Person

categories = Tree("suggestions.category", "类别")
categories.add("suggestion.production", "生产", "", ("生产类", "生产管理"))
categories.add("suggestion.quality", "质量", "", ("质量类", "质量管理"))
categories.add("suggestion.safety", "安全", "", ("安全类", "安全生产"))
categories.add("suggestion.cost", "降成本", "", ("降本", "降本增效", "节能降耗", "降成本类"))
categories.add("suggestion.life", "职工生活", "", ("生活", "福利", "生活福利"))
categories.add("suggestion.other", "其他", "", ("其它", "管理"))

awards = Tree("suggestions.award", "奖励等级")
awards.add("award.gold", "金奖", "", ("公司金奖", "一等奖"))
awards.add("award.silver", "银奖", "", ("公司银奖", "二等奖"))
awards.add("award.bronze", "铜奖", "", ("公司铜奖", "三等奖"))
awards.add("award.encouragement", "鼓励奖", "", ("公司鼓励奖", "优秀奖", "纪念奖"))


class Suggestion(Record):
    """One proposal; a suggestion that is turned down gets a reason."""

    class State(models.TextChoices):
        SUBMITTED = "submitted", "待答复"
        ADOPTED = "adopted", "已采纳"
        DECLINED = "declined", "未采纳"
        DONE = "done", "已实施"
        VOID = "void", "已作废"

    state = models.CharField("状态", max_length=20, choices=State.choices, default=State.SUBMITTED, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="建议人")
    title = models.CharField("建议名称", max_length=100)
    category = KindField("类别", tree="suggestions.category")
    submitted_on = DayField("提出日期")
    submitted_on_precision = precision_field()
    detail = models.TextField("内容", blank=True)
    answered_on = DayField("答复日期", null=True, blank=True)
    answered_on_precision = precision_field()
    answer = models.TextField("答复意见", blank=True)
    done_on = DayField("实施日期", null=True, blank=True)
    done_on_precision = precision_field()
    benefit = MoneyField("实施效益", null=True, blank=True, help_text="元，经核定的年效益")
    award = KindField("获奖", tree="suggestions.award", blank=True)
    awarded_on = DayField("获奖日期", null=True, blank=True)
    awarded_on_precision = precision_field()

    series: ClassVar[str] = "建议"
    day: ClassVar[str] = "submitted_on"

    class Meta:
        verbose_name = "合理化建议"
        indexes = [models.Index(fields=["org", "-submitted_on", "-id"])]

    def __str__(self) -> str:
        return f"《{self.title}》"

    @property
    def verdict(self) -> str:
        """是否采纳 as sheets say it."""
        return {"adopted": "是", "done": "是", "declined": "否"}.get(self.state, "")
