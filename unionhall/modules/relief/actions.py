"""Registering and correcting a visit, with what the rules say of amounts and forms."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

from django.utils import timezone

from unionhall.base.money import yuan
from unionhall.base.periods import Period
from unionhall.kernel.actions.declare import Action, Problem
from unionhall.kernel.actions.inputs import from_field
from unionhall.kernel.actions.run import Doing
from unionhall.kernel.ledger.figures import Ask, figure
from unionhall.kernel.ledger.kinds import Kind, kinds
from unionhall.kernel.ledger.metrics import metrics
from unionhall.kernel.limits.tables import Limit, LimitTable
from unionhall.kernel.orgs.models import Org
from unionhall.modules.relief.models import Visit
from unionhall.modules.relief.permissions import MANAGE

TABLES = Path(__file__).parent / "limits"
PER_OCCASION = LimitTable.load("relief.per_occasion", "慰问标准（每人每次）", TABLES / "per_occasion.csv")
PER_YEAR = LimitTable.load("relief.per_year", "帮扶标准（每人每年）", TABLES / "per_year.csv")
# R4.2: gifts at festivals are goods, never cash or vouchers. 总工办发〔2017〕32号, in force from 15 December 2017.
NO_CASH_AT_FESTIVALS = date(2017, 12, 15)


def _limit(table: LimitTable, visit: Visit) -> Limit | None:
    kind: Kind | None = kinds[visit.kind]
    while kind is not None:
        found = table.find(kind.name, visit.org.region, visit.visited_on)
        if found:
            return found
        kind = kinds.get(kind.parent)
    return None


def _form_is_allowed(doing: Doing) -> Iterable[Problem]:
    """Where no form is chosen it is the usual one: goods where nothing else may be, cash elsewhere."""
    visit = doing.record
    goods_only = visit.kind == "festival" and visit.source == "union_funds" and visit.visited_on >= NO_CASH_AT_FESTIVALS
    visit.form = visit.form or (Visit.Form.GOODS if goods_only else Visit.Form.CASH)
    if goods_only and visit.form != Visit.Form.GOODS:
        rule = "《基层工会经费收支管理办法》（总工办发〔2017〕32号，2017-12-15 起施行）"
        yield Problem("error", f"节日慰问应为实物，不能发放{visit.get_form_display()}：{rule}", "form", "R4.2")


def _within_limits(doing: Doing) -> Iterable[Problem]:
    visit = doing.record
    once = _limit(PER_OCCASION, visit)
    if once and visit.amount > once.amount:
        yield Problem("reason", f"{once.rule}，本次 {yuan(visit.amount)} 元；仍要保存需写明原因", "amount", "R4.7")
    yearly = _limit(PER_YEAR, visit)
    if yearly:
        given = _given_this_year(visit)
        if given + visit.amount > yearly.amount:
            left = yuan(max(yearly.amount - given, 0))
            text = f"{yearly.rule}，今年已有 {yuan(given)} 元，还可 {left} 元；仍要保存需写明原因"
            yield Problem("reason", text, "amount", "R4.9")


def _given_this_year(visit: Visit) -> int:
    year = Period.year(visit.visited_on.year)
    days = (year.start, year.last_day)
    # Only the union's own: what another one gave is not told here.
    others = Visit.objects.filter(org=visit.org, person=visit.person_id, kind__startswith="hardship", visited_on__range=days)
    return sum(others.exclude(pk=visit.pk).exclude(state=Visit.State.VOID).values_list("amount", flat=True))


def _not_twice_a_day(doing: Doing) -> Iterable[Problem]:
    visit = doing.record
    same = Visit.objects.filter(org=visit.org, person=visit.person_id, kind=visit.kind, visited_on=visit.visited_on)
    if same.exclude(pk=visit.pk).exclude(state=Visit.State.VOID).exists():
        text = f"{visit.visited_on:%Y-%m-%d} 已给{visit.card() or '此人'}登记过一次{kinds[visit.kind].label}，仍要新增？"
        yield Problem("confirm", text, "person")


def _was_a_member(doing: Doing) -> Iterable[Problem]:
    """R4.8: help is for members. A record before the day of joining is kept as it is; the officer is told."""
    visit = doing.record
    asked = Ask("membership.members", visit.org.home(), Period.until(visit.visited_on), subject=visit.person_id)
    if "membership.members" in metrics and figure(asked).value == 0:
        yield Problem("notice", f"{visit.visited_on:%Y-%m-%d} 当天不在会员名册中，请核对入会日期", "visited_on", "R4.8")


FIELDS = ("person", "kind", "amount", "visited_on", "photos", "form", "source", "target", "reason", "goods", "visitors")
FORM = replace(from_field(Visit, "form"), required=False, default=None, hint="不选时，节日慰问为实物，其他为现金")
CHECKS = (_form_is_allowed, _within_limits)
REGISTER = Action(
    "relief.visit.register",
    "登记慰问",
    Visit,
    MANAGE,
    FIELDS,
    (FORM,),
    creates=True,
    checks=(*CHECKS, _not_twice_a_day, _was_a_member),
    event="relief.visited",
)
CORRECT = Action("relief.visit.correct", "更正", Visit, MANAGE, FIELDS, (FORM,), states=("registered", "signed"), checks=CHECKS)


def standard_amount(org: Org, values: dict[str, str]) -> dict[str, str]:
    """The amount that a form offers for a kind: the limit where one is in force, else the union's own last amount."""
    kind = kinds.get(values.get("kind", ""))
    if kind is None:
        return {}
    limit = PER_OCCASION.find(kind.name, org.region, timezone.localdate())
    if limit:
        return {"amount": yuan(limit.amount)}
    last = Visit.objects.filter(org=org, kind=kind.name).exclude(state=Visit.State.VOID).order_by("-visited_on", "-pk").first()
    return {"amount": yuan(last.amount)} if last else {}
