"""A membership: one person's belonging to one union for a time. 会籍 and 用工形式 are two facts; the latter is on the card."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from unionhall.kernel.ledger.fields import DayField, precision_field
from unionhall.kernel.ledger.kinds import Tree
from unionhall.kernel.ledger.models import Record
from unionhall.kernel.orgs.models import OrgKind
from unionhall.kernel.people.models import Person

OrgKind("federation", "总工会（联合会）", ("federation", "union"))
OrgKind("union", "基层工会", ("group", "branch"))
OrgKind("branch", "分会（车间工会）", ("group",), part=True)
OrgKind("group", "工会小组", part=True)

employment = Tree("membership.employment", "用工形式")
employment.add("employment.regular", "正式", synonyms=("正式职工", "正式工", "合同制", "在编", "签约员工"))
employment.add("employment.agency", "劳务派遣", synonyms=("派遣", "派遣工", "劳务工", "劳务派遣工"))
employment.add("employment.temporary", "临时用工", synonyms=("临时", "临时工", "外聘"))
employment.add("employment.retired", "退休", synonyms=("离退休", "退休职工"))


class Membership(Record):
    """会籍 counts from the day of approval (R1.21); a person has one active membership in a union (R1.23)."""

    class State(models.TextChoices):
        ACTIVE = "active", "在册"
        LEFT = "left", "已退会"
        VOID = "void", "已作废"

    class Reason(models.TextChoices):
        TRANSFERRED = "transferred", "会籍转出"
        WITHDREW = "withdrew", "本人退会"
        LAPSED = "lapsed", "视为自动退会"
        EXPELLED = "expelled", "开除会籍"
        DIED = "died", "去世"

    state = models.CharField("状态", max_length=20, choices=State.choices, default=State.ACTIVE, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships", verbose_name="会员")
    joined_on = DayField("入会日期")
    joined_on_precision = precision_field()
    left_on = DayField("退会日期", null=True, blank=True)
    left_on_precision = precision_field()
    leave_reason = models.CharField("退会原因", max_length=20, choices=Reason.choices, blank=True)

    series: ClassVar[str] = "会员"
    day: ClassVar[str] = "joined_on"

    class Meta:
        verbose_name = "会员"
        constraints = [models.UniqueConstraint(fields=["org", "person"], condition=Q(state="active"), name="one_active_membership")]
        indexes = [models.Index(fields=["org", "state", "-id"])]

    def __str__(self) -> str:
        return str(self.card() or self.person)
