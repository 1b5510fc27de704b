"""What is issued to members, line by line with a signature, and places of rest cures."""

from typing import ClassVar

from django.db import models

from unionhall.kernel.ledger.fields import DayField, KindField, MoneyField, precision_field
from unionhall.kernel.ledger.kinds import Tree
from unionhall.kernel.ledger.models import Record
from unionhall.kernel.people.models import Person

occasions = Tree("welfare.occasion", "名目")
occasions.add("welfare.birthday", "生日福利", "", ("生日", "生日慰问", "生日蛋糕卡", "蛋糕"))
occasions.add(
    "welfare.festival", "节日慰问品", "", ("节日", "春节", "中秋", "端午", "国庆", "五一", "元旦", "清明", "节日福利", "妇女节", "劳动节")
)
occasions.add("welfare.coupon", "服务券卡", "", ("券卡", "洗衣券", "家政券", "书票", "券"))
occasions.add("welfare.other", "其他福利", "", ("其他", "其它"))

cures = Tree("welfare.cure", "疗休养类别")
cures.add("cure.weekend", "双休日疗养", "", ("健康疗养(双休日)", "双休日", "双休日健康疗养", "周末疗养"))
cures.add("cure.five_day", "五日疗养", "", ("五天疗养", "5日疗养", "五日"))
cures.add("cure.other", "其他疗休养", "", ("其他",))


class Issue(Record):
    """An issue to many: the head of its lines. It counts nothing itself; each line that was handed over does."""

    class State(models.TextChoices):
        OPEN = "open", "发放中"
        DONE = "done", "已完成"
        VOID = "void", "已作废"

    state = models.CharField("状态", max_length=20, choices=State.choices, default=State.OPEN, editable=False)
    name = models.CharField("批次名称", max_length=100)
    occasion = KindField("名目", tree="welfare.occasion")
    item = models.CharField("物品", max_length=60)
    price = MoneyField("单价", null=True, blank=True, help_text="元")
    opened_on = DayField("发放日期")
    opened_on_precision = precision_field()

    series: ClassVar[str] = "福利"
    day: ClassVar[str] = "opened_on"

    class Meta:
        verbose_name = "福利批次"

    def __str__(self) -> str:
        return self.name


class IssueLine(Record):
    """One member's part of an issue, with a day and a signature of its own."""

    class State(models.TextChoices):
        ISSUED = "issued", "已发放"
        SIGNED = "signed", "已签收"
        VOID = "void", "已作废"

    state = models.CharField("状态", max_length=20, choices=State.choices, default=State.ISSUED, editable=False)
    issue = models.ForeignKey(Issue, models.PROTECT, related_name="lines", verbose_name="福利批次")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="领取人")
    issued_on = DayField("发放日期")
    issued_on_precision = precision_field()
    quantity = models.PositiveIntegerField("数量", default=1)
    occasion = KindField("名目", tree="welfare.occasion", editable=False)
    collected_by = models.CharField("代领人", max_length=60, blank=True)

    day: ClassVar[str] = "issued_on"

    class Meta:
        verbose_name = "福利发放"
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "person", "issued_on"], condition=~models.Q(state="void"), name="one_line_a_person_and_day"
            )
        ]
        indexes = [models.Index(fields=["org", "-issued_on", "-id"])]

    def __str__(self) -> str:
        return f"{self.card() or self.person} {self.issue.item}"


class RestCure(Record):
    """One member's place in a rest cure."""

    class State(models.TextChoices):
        ARRANGED = "arranged", "已安排"
        VOID = "void", "已作废"

    state = models.CharField("状态", max_length=20, choices=State.choices, default=State.ARRANGED, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="疗养人员")
    kind = KindField("疗休养类别", tree="welfare.cure")
    route = models.CharField("线路", max_length=60, blank=True)
    started_on = DayField("开始日期")
    ended_on = DayField("结束日期", null=True, blank=True)

    series: ClassVar[str] = "疗养"
    day: ClassVar[str] = "started_on"

    class Meta:
        verbose_name = "疗休养"
        indexes = [models.Index(fields=["org", "-started_on", "-id"])]

    def __str__(self) -> str:
        return f"{self.card() or self.person} {self.route or cures.members[self.kind].label}"
