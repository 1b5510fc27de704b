"""Loans and openings, and the kinds of places and titles that a library knows."""

from typing import ClassVar

from django.db import models

from unionhall.kernel.files.models import File
from unionhall.kernel.ledger.fields import DayField, KindField, MoneyField, precision_field
from unionhall.kernel.ledger.kinds import Tree
from unionhall.kernel.ledger.models import Record
from unionhall.kernel.orgs.models import OrgKind
from unionhall.kernel.people.models import Person

OrgKind("consortium", "馆联盟", ("consortium", "library"))
OrgKind("library", "图书馆", ("desk",))
OrgKind("desk", "服务台", part=True)

kinds = Tree("library.kind", "类别")
kinds.add("print", "印本")
kinds.add("print.novel", "小说", "print", ("长篇小说",))
kinds.add("print.atlas", "地图册", "print")
kinds.add("film", "影片")

purses = Tree("library.purse", "费用来源")
purses.add("reader", "读者自付")
purses.add("town", "镇补贴")


class Loan(Record):
    """One title lent to one person; returned, or void where it was entered by mistake."""

    class State(models.TextChoices):
        LENT = "lent", "借出"
        RETURNED = "returned", "已还"
        VOID = "void", "已作废"

    state = models.CharField("状态", max_length=20, choices=State.choices, default=State.LENT, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="读者")
    title = models.CharField("书名", max_length=100)
    kind = KindField("类别", tree="library.kind")
    purse = KindField("费用来源", tree="library.purse", default="reader")
    lent_on = DayField("借出日期")
    lent_on_precision = precision_field()
    returned_on = DayField("归还日期", null=True, blank=True)
    fee = MoneyField("费用", null=True, blank=True)
    remark = models.TextField("备注", blank=True)
    scans = models.ManyToManyField(File, blank=True, related_name="+", verbose_name="扫描件")

    series: ClassVar[str] = "借阅"
    day: ClassVar[str] = "lent_on"
    sensitive: ClassVar[tuple[str, ...]] = ("remark",)

    class Meta:
        verbose_name = "借阅"

    def __str__(self) -> str:
        return f"《{self.title}》"


class Opening(Record):
    """A day on which the doors were open, with a head count and no names."""

    class State(models.TextChoices):
        HELD = "held", "已开放"
        VOID = "void", "已作废"

    state = models.CharField("状态", max_length=20, choices=State.choices, default=State.HELD, editable=False)
    held_on = DayField("开放日期")
    visitors = models.PositiveIntegerField("到馆人数")

    day: ClassVar[str] = "held_on"

    class Meta:
        verbose_name = "开放日"
