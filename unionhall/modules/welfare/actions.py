"""Opening an issue, issuing a line (which finds or opens its issue), arranging a rest cure."""

from collections.abc import Iterable
from dataclasses import replace

from unionhall.base.dates import Day
from unionhall.base.periods import Period
from unionhall.kernel.actions.declare import Action, Problem
from unionhall.kernel.actions.inputs import Input, from_field
from unionhall.kernel.actions.run import Doing
from unionhall.kernel.ledger.figures import Ask, evidence, figure
from unionhall.kernel.ledger.metrics import metrics
from unionhall.kernel.orgs.models import Org
from unionhall.kernel.people.models import Card
from unionhall.modules.welfare.models import Issue, IssueLine, RestCure
from unionhall.modules.welfare.permissions import MANAGE

ISSUE_FIELDS = ("name", "occasion", "item", "price", "opened_on")
OPEN = Action("welfare.issue.open", "新建福利批次", Issue, MANAGE, ISSUE_FIELDS, creates=True)
CORRECT_ISSUE = Action("welfare.issue.correct", "更正", Issue, MANAGE, ISSUE_FIELDS, states=("open", "done"))


def _find_issue(doing: Doing) -> None:
    """A line that names only occasion and item belongs to the year's issue of that item, opened if there is none yet."""
    line, item = doing.record, doing.values.get("item")
    occasion = doing.values.get("occasion")
    if doing.values.get("issue") is None:
        year = line.issued_on.year
        known = Issue.objects.filter(org=line.org, occasion=occasion, item=item, opened_on__year=year).exclude(state="void").first()
        data = {"name": f"{year}年{item}", "occasion": occasion, "item": item, "opened_on": f"{year}年"}
        line.issue = known or doing.also(OPEN, data)
    line.occasion = line.issue.occasion


def _names_an_issue(doing: Doing) -> Iterable[Problem]:
    values = doing.values
    if values.get("issue") is None and not (values.get("occasion") and values.get("item")):
        yield Problem("invalid", "需选择福利批次，或填写名目和物品", "issue")


def _something_was_given(doing: Doing) -> Iterable[Problem]:
    if doing.record.quantity == 0:
        yield Problem("invalid", "数量应为 1 或以上；没有领的人不必登记", "quantity")


def _once_an_issue(doing: Doing) -> Iterable[Problem]:
    issue, line = doing.values.get("issue"), doing.record
    if issue and issue.lines.filter(person=line.person_id, issued_on=line.issued_on).exclude(state="void").exclude(pk=line.pk).exists():
        yield Problem("invalid", f"{line.card() or '此人'}当天已领过“{issue}”，数量有变请用“更正”", "person")
    elif issue and issue.lines.filter(person=line.person_id).exclude(state="void").exclude(pk=line.pk).exists():
        yield Problem("confirm", f"{line.card() or '此人'}已领过“{issue}”，仍要新增？", "person")


def _is_a_member(doing: Doing) -> Iterable[Problem]:
    line = doing.record
    day = getattr(line, line.day)
    asked = Ask("membership.members", line.org.home(), Period.until(day), subject=line.person_id)
    if "membership.members" in metrics and figure(asked).value == 0:
        yield Problem("notice", f"{day:%Y-%m-%d} 当天不在会员名册中，请核对入会日期", line.day, "R4.8")


def _ends_after_it_starts(doing: Doing) -> Iterable[Problem]:
    cure = doing.record
    if cure.ended_on and cure.ended_on < cure.started_on:
        yield Problem("invalid", "结束日期早于开始日期，请核对", "ended_on")


OCCASION = replace(from_field(IssueLine, "occasion"), required=False)
ITEM = Input("item", "物品", required=False, max_length=60)
LINE_FIELDS = ("person", "issue", "issued_on", "quantity")
LINE_INPUTS = (replace(from_field(IssueLine, "issue"), required=False), OCCASION, ITEM)
ISSUE_LINE = Action(
    "welfare.issueline.issue",
    "登记发放",
    IssueLine,
    MANAGE,
    LINE_FIELDS,
    LINE_INPUTS,
    creates=True,
    effect=_find_issue,
    checks=(_names_an_issue, _something_was_given, _once_an_issue, _is_a_member),
)


def _fill_in(doing: Doing) -> None:
    """A line for everybody who stands on the roster on the day of the issue, in the whole union or in one group."""
    issue, place = doing.record, doing.values["group"] or doing.record.org
    standing = evidence(Ask("membership.members", place, Period.until(issue.opened_on))) if "membership.members" in metrics else []
    cards = set(Card.objects.filter(org=issue.org).values_list("person", flat=True))  # a federation has no list of its unions' members
    members = list(dict.fromkeys(row.subject for row in standing if row.subject in cards))
    there = set(issue.lines.exclude(state=IssueLine.State.VOID).values_list("person", flat=True))
    new, day = [person for person in members if person not in there], Day(issue.opened_on, issue.opened_on_precision)
    for person in new:
        doing.also(ISSUE_LINE, {"person": person, "issue": issue, "issued_on": day, "quantity": doing.values["quantity"]})
    known = len(members) - len(new)
    also = f"；{known} 人已有发放记录，没有重复加入" if known else "" if new else f"：{day.value:%Y-%m-%d} 当天名册里没有会员"
    doing.problems.append(Problem("notice", f"已加入 {len(new)} 人{also}"))


GROUP = Input("group", "工会小组", "unit", required=False, model=Org, hint="不选为全体会员")
QUANTITY = replace(from_field(IssueLine, "quantity"), label="每人数量", required=False, hint="不填为 1")
FILL_IN = Action("welfare.issue.fill_in", "从名册生成名单", Issue, MANAGE, inputs=(GROUP, QUANTITY), states=("open",), effect=_fill_in)
CORRECT_LINE = Action(
    "welfare.issueline.correct",
    "更正",
    IssueLine,
    MANAGE,
    LINE_FIELDS,
    LINE_INPUTS,
    states=("issued", "signed"),
    effect=_find_issue,
    checks=(_names_an_issue, _something_was_given),
)
CURE_FIELDS = ("person", "kind", "route", "started_on", "ended_on")
ARRANGE = Action(
    "welfare.restcure.arrange",
    "登记疗休养",
    RestCure,
    MANAGE,
    CURE_FIELDS,
    creates=True,
    checks=(_ends_after_it_starts, _is_a_member),
)
CORRECT_CURE = Action(
    "welfare.restcure.correct", "更正", RestCure, MANAGE, CURE_FIELDS, states=("arranged",), checks=(_ends_after_it_starts,)
)
