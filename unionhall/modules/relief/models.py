"""A visit or one-off help: to whom, of which kind, in which form, from whose money."""

from typing import ClassVar

from django.db import models

from unionhall.kernel.files.models import File
from unionhall.kernel.ledger.fields import DayField, KindField, MoneyField, precision_field
from unionhall.kernel.ledger.kinds import Tree
from unionhall.kernel.ledger.models import Record
from unionhall.kernel.people.models import Person

kinds = Tree("relief.kind", "类型")
kinds.add("visit", "探望")
kinds.add("visit.illness", "住院探望", "visit", ("住院慰问", "生病住院", "住院", "病慰", "伤病慰问", "生病慰问"))
kinds.add("visit.birth", "生育探望", "visit", ("生育慰问", "生育", "产妇慰问"))
kinds.add("visit.bereavement", "丧事慰问", "visit", ("丧慰", "去世慰问", "直系亲属去世", "丧事"))
kinds.add("visit.wedding", "结婚慰问", "visit", ("结婚", "婚庆慰问"))
kinds.add("visit.retirement", "退休慰问", "visit", ("退休", "离岗慰问"))
kinds.add("hardship", "困难补助与帮扶")
kinds.add("hardship.subsidy", "困难补助", "hardship", ("补助", "困难职工补助", "生活困难补助"))
kinds.add("hardship.assistance", "困难帮扶", "hardship", ("帮困", "帮扶", "大病帮扶", "困难慰问"))
kinds.add("hardship.study", "助学", "hardship", ("金秋助学", "助学金", "子女助学"))
kinds.add("festival", "节日慰问", "", ("节假日慰问", "春节慰问", "中秋慰问", "走访慰问", "节日走访"))
kinds.add("relief.other", "其他慰问", "", ("其他", "其它"))

sources = Tree("relief.source", "资金来源")
sources.add("union_funds", "工会经费", "", ("工会", "本级工会经费"))
sources.add("employer", "行政（公司）资金", "", ("行政资金", "公司资金", "行政", "公司", "企业资金"))
sources.add("employer.subsidy", "公司补助", "employer", ("行政补助", "公司补助款"))
sources.add("employer.fund", "公司帮困资金", "employer", ("帮困资金", "公司帮困", "帮扶资金"))
sources.add("upper_union", "上级工会", "", ("上级工会资金", "上级拨款"))
sources.add("fiscal", "财政资金", "", ("财政",))
sources.add("charity", "社会捐助", "", ("社会捐赠", "捐赠"))
sources.add("donations", "职工捐款", "", ("一日捐", "互助金"))


class Visit(Record):
    """One visit or payment. ``target`` tells 户 from 人: help to a household is asked for by one of its members."""

    class State(models.TextChoices):
        REGISTERED = "registered", "已登记"
        SIGNED = "signed", "已签收"
        VOID = "void", "已作废"

    class Form(models.TextChoices):
        CASH = "cash", "现金"
        GOODS = "goods", "实物"
        VOUCHER = "voucher", "券卡"

    class Target(models.TextChoices):
        PERSON = "person", "个人"
        HOUSEHOLD = "household", "家庭（户）"

    state = models.CharField("状态", max_length=20, choices=State.choices, default=State.REGISTERED, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="visits", verbose_name="慰问对象")
    kind = KindField("类型", tree="relief.kind")
    amount = MoneyField("金额", help_text="元")
    visited_on = DayField("慰问日期")
    visited_on_precision = precision_field()
    photos = models.ManyToManyField(File, blank=True, related_name="+", verbose_name="照片")
    form = models.CharField("形式", max_length=10, choices=Form.choices, default=Form.CASH)
    source = KindField("资金来源", tree="relief.source", default="union_funds")
    target = models.CharField("按人或按户", max_length=10, choices=Target.choices, default=Target.PERSON)
    reason = models.CharField("事由", max_length=200, blank=True)
    goods = models.CharField("物品", max_length=100, blank=True)
    visitors = models.CharField("慰问人", max_length=100, blank=True)

    series: ClassVar[str] = "慰问"
    day: ClassVar[str] = "visited_on"
    sensitive: ClassVar[tuple[str, ...]] = ("reason",)

    class Meta:
        verbose_name = "慰问帮扶"
        indexes = [models.Index(fields=["org", "-visited_on", "-id"])]

    def __str__(self) -> str:
        return f"{self.card() or self.person} {kinds.members[self.kind].label}"
