"""The headings of a roster, as unions write them."""

from django.db.models import QuerySet

from unionhall.base.dates import Day
from unionhall.base.identifiers import parse_identity
from unionhall.base.text import fold
from unionhall.base.text import name as clean_name
from unionhall.kernel.orgs.models import Org
from unionhall.kernel.people import identity
from unionhall.kernel.people.models import Card, Person
from unionhall.modules.membership.actions import CORRECT, ENROL
from unionhall.modules.membership.models import Membership
from unionhall.shell.sheets.register import Heading, Register, Row, also_called

also_called("工号", "职工编号")
also_called("姓名", "职工姓名", "会员姓名")
also_called("部门", "工会小组")


def _holder(number: object) -> Person | None:
    try:
        return identity.known(parse_identity(number).number) if number else None
    except ValueError:
        return None  # refused on its own, with its own words


def _find(org: Org, row: Row) -> "QuerySet[Membership]":
    """By identity or staff number; else by name and day of birth where one side has no number, or by the name alone where neither has.

    A number that was typed into a number cell has lost its zeros, and is the same number.
    """
    number, name = fold(str(row.get("staff_number") or "")), clean_name(str(row.get("name") or ""))
    own = Card.objects.filter(org=org)
    holder = _holder(row.get("identity"))
    cards = own.filter(person=holder) if holder else own.none()
    if number:
        cards = cards or own.filter(staff_number=number)
        cards = cards or own.filter(staff_number__regex=rf"^0*{number.lstrip('0')}$", name=name) if number.isdecimal() else cards
    if not cards:
        born = row.get("born_on")
        nameless = own.filter(name=name, staff_number="")
        same = own.filter(name=name) if not number else nameless
        cards = same.filter(born_on=born.value) if isinstance(born, Day) else nameless if not number else own.none()
    return Membership.objects.filter(org=org, person__in=cards.values("person")).order_by("state", "pk")


Register(
    name="membership.roster",
    label="会员名册",
    model=Membership,
    create=ENROL,
    update=CORRECT,
    headings=(
        Heading("staff_number", ("工号", "职工编号", "人员编号", "员工号"), export="card.staff_number"),
        Heading("name", ("姓名", "会员姓名", "职工姓名"), required=True, export="card.name"),
        Heading("sex", ("性别",), export="card.sex"),
        Heading("born_on", ("出生日期", "出生年月", "生日"), export="card.born_on"),
        Heading("unit", ("工会小组", "小组", "部门", "车间", "所在部门", "科室", "班组")),
        Heading("category", ("用工形式", "用工性质", "职工类别"), export="card.category"),
        Heading("joined_on", ("入会日期", "入会时间", "入会年月"), required=True),
        Heading("identity", ("身份证号", "身份证号码", "证件号", "证件号码"), export=""),
        Heading("phone", ("手机", "手机号", "联系电话", "电话", "手机号码"), export="card.phone"),
    ),
    key=("staff_number", "name"),
    find=_find,
    dated=False,
)
