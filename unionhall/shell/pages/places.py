"""Organizations and groups as a tree with who leads them, what may be done with each, and the figures that are declared."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from secrets import token_hex
from typing import Any

from django.contrib import messages
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone

from unionhall.base.dates import Day
from unionhall.base.periods import Period
from unionhall.kernel.access.permissions import DECLARE, LEADER, ORGANIZE, Permission
from unionhall.kernel.access.scope import OutOfReach, Refused, reach, rows
from unionhall.kernel.actions import figures, places
from unionhall.kernel.actions.declare import Action, Call, Invalid, Problem, Stale
from unionhall.kernel.actions.inputs import Input
from unionhall.kernel.actions.run import run
from unionhall.kernel.ledger.figures import Ask
from unionhall.kernel.ledger.metrics import metrics, phrases
from unionhall.kernel.ledger.models import DeclaredFigure
from unionhall.kernel.orgs.models import Name, Org, kinds
from unionhall.kernel.papers.declare import in_order
from unionhall.kernel.people.models import Card, Post
from unionhall.shell.pages.cells import day_text
from unionhall.shell.pages.entry import by_script, conflict, field_of
from unionhall.shell.pages.frame import place_of, show
from unionhall.shell.pages.listing import integer, pager

MOST = 300  # organizations of one page; where there are more below, only the next level is shown
SHOWN = 50
MANY = 6  # fields, of which those that need not be filled in stand under more


@dataclass(frozen=True)
class Sheet:
    """A form for one action: what it asks in place of the action's own inputs, what it fills in itself, where it leads."""

    action: Action
    title: str
    back: str
    done: str
    record: Any = None
    org: Org | None = None
    asked: tuple[Input, ...] = ()
    fixed: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    context: Mapping[str, Any] = field(default_factory=dict)
    crumb: str = ""
    after: Callable[[Any], str] | None = None  # where to go instead of ``back``, from the record
    problems: tuple[Problem, ...] = ()  # what the page itself has found wrong


def fill(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """Show the form, or do what it asks for; what was typed is kept where it is refused."""
    problems, stale = list(sheet.problems), None
    if request.method == "POST" and not problems:
        try:
            outcome = run(sheet.action, _call(request, sheet))
        except Invalid as refused:
            problems = refused.problems
        except Stale as found:
            stale = found
        else:
            messages.success(request, sheet.done)
            target = sheet.after(outcome.record) if sheet.after else sheet.back
            return JsonResponse({"redirect": target}) if by_script(request) else redirect(target)
    return _form(request, sheet, problems, stale)


def _call(request: HttpRequest, sheet: Sheet) -> Call:
    data = {given.name: request.POST.get(given.name, "") for given in sheet.asked} | dict(sheet.fixed)
    reason, key, version = (request.POST.get(name, "") for name in ("reason", "key", "version"))
    seen = int(version) if version.isdigit() else None
    call = Call(request.user, data, sheet.record, sheet.org, version=seen, key=key[:64], reason=reason)
    return replace(call, confirmed=request.POST.get("confirm") == "1")


def _form(request: HttpRequest, sheet: Sheet, problems: list[Problem], stale: Stale | None) -> HttpResponse:
    values = request.POST if request.method == "POST" else sheet.values
    fields = [field_of(request, given, values, problems, sheet.record) for given in sheet.asked]
    if sheet.action.needs_reason:
        fields.append(field_of(request, Input("reason", "原因", max_length=200), values, problems, None))
    names = {shown["name"] for shown in fields}
    errors = [(f"f-{problem.field}" if problem.field in names else "", problem.message) for problem in problems]
    version = getattr(stale.record if stale else sheet.record, "version", None)
    first = [shown for shown in fields if shown["required"]]
    context = {
        "title": sheet.title,
        "action": request.get_full_path(),
        "key": request.POST.get("key") or token_hex(16),
        "version": version,
        "groups": [{"fields": fields if len(fields) < MANY else first}],
        "more": {"fields": [shown for shown in fields if not shown["required"]]} if len(fields) >= MANY else None,
        "submit": "保存" if sheet.asked else sheet.action.label,
        "cancel": sheet.back,
        "errors": errors,
        "invalid": bool(errors),
        "conflict": conflict(stale) if stale else None,
        "crumbs": [(sheet.crumb, sheet.back), (sheet.title, None)] if sheet.crumb else [],
    }
    return show(request, "form.html", {**context, **sheet.context}, 409 if stale else 422 if errors else 200)


def own_place(request: HttpRequest, permission: Permission) -> Org:
    """The place that the person works for. Raises ``Refused`` where the person has the right nowhere."""
    org = place_of(request)
    if org is None or not reach(request.user, permission):
        raise Refused(permission, org)
    return org


def found_in(model: Any, request: HttpRequest, permission: Permission, number: int) -> Any:
    """One row that the person has the right to. Raises ``OutOfReach``."""
    record = rows(model, request.user, permission).filter(pk=number).first()
    if record is None:
        raise OutOfReach
    return record


# ── organizations and groups ──


def groups(request: HttpRequest) -> HttpResponse:
    """The tree below the person's place, or below the one asked for."""
    top = own_place(request, ORGANIZE)
    if request.GET.get("at"):
        top = found_in(Org, request, ORGANIZE, integer(request.GET["at"], 0))
    tree = top.subtree().filter(dissolved_on=None).order_by("path")
    shown = list(tree if tree.count() <= MOST else tree.filter(parent=top))
    phrase = _counted()
    counts = _counts(top, phrase) if phrase else {}
    leaders = _leaders(shown)
    depth = top.path.count(".")
    columns = [{"label": "名称", "head": True, "card": 1}, {"label": "类型", "card": 3}]
    columns += [{"label": phrases[phrase].label if phrase else "人数", "kind": "num", "card": 2}, {"label": LEADER.label, "card": 4}]
    context = {
        "title": "小组与组织",
        "sums": [(len(shown) - 1, "个", "下级组织")],
        "columns": columns,
        "rows": [{"id": org.pk, "depth": min(org.path.count(".") - depth, 5), "cells": _cells(org, counts, leaders)} for org in shown],
        "new": {"label": "新增下级", "url": f"{reverse('group_add')}?below={top.pk}"} if kinds[top.kind].children else None,
    }
    return show(request, "groups.html", context)


def _cells(org: Org, counts: dict[str, int], leaders: dict[int, str]) -> list[Any]:
    count = sum(number for path_, number in counts.items() if path_.startswith(org.path))
    leader: Any = leaders.get(org.pk, "")
    if not leader and kinds[org.kind].part:
        leader = {"text": "未任命", "tone": "warn"}
    return [{"text": org.name, "url": reverse("group", args=[org.pk])}, kinds[org.kind].label, {"text": f"{count:,}", "unit": "人"}, leader]


def _counted() -> str:
    """The phrase of the number that papers set side by side by group, as it stands today."""
    names = (name for section in in_order() for name in section.by_unit)
    return next((name for name in names if metrics[phrases[name].metric].form == "stock"), "")


def _counts(top: Org, phrase: str) -> dict[str, int]:
    """That number for every path below, in one question."""
    facts = Ask.phrase(phrases[phrase], top, Period.until(timezone.localdate())).facts()
    return dict(facts.order_by().values_list("org__path").annotate(Sum("value")))


def _leaders(orgs: list[Org]) -> dict[int, str]:
    posts = list(Post.objects.filter(org__in=orgs, title=LEADER.label, valid_to=None))
    homes = {org.pk: org.home().pk for org in orgs if org.pk in {post.org_id for post in posts}}
    cards = Card.objects.filter(person__in={post.person_id for post in posts}, org__in=homes.values())
    names = {(card.org_id, card.person_id): card.name for card in cards}
    return {post.org_id: names.get((homes[post.org_id], post.person_id), "") for post in posts}


def group(request: HttpRequest, number: int) -> HttpResponse:
    """One organization: what it is called and was called, and what may be done with it."""
    org: Org = found_in(Org, request, ORGANIZE, number)
    buttons = [{"label": label, "url": url} for label, url in _doable(request, org)]
    pairs = (("全称", org.name), ("简称", org.short_name), ("落款名", org.signature_name), ("上级组织", org.parent), ("组织代码", org.code))
    facts = [{"label": label, "value": str(value)} for label, value in (*pairs, ("行政区划", org.region)) if value]
    names = Name.objects.filter(org=org).order_by("-valid_from")
    columns = [{"label": "全称", "head": True, "card": 1}, *({"label": label, "kind": "code", "card": 3} for label in ("自", "至"))]
    earlier = [{"id": row.pk, "cells": [row.name, _since(row), row.valid_to.isoformat() if row.valid_to else "今"]} for row in names]
    leader = _leaders([org]).get(org.pk)
    context = {
        "title": str(org),
        "meta": [("类型", kinds[org.kind].label), *([(LEADER.label, leader)] if leader else [])],
        "notes": [{"tone": "warn", "text": f"还没有{LEADER.label}。"}] if kinds[org.kind].part and not leader else [],
        "actions": buttons[:2],
        "more": buttons[2:],
        "facts": facts,
        "panels": [{"title": "名称沿革", "columns": columns, "rows": earlier}] if len(earlier) > 1 else [],
        "crumbs": [("小组与组织", reverse("groups")), (str(org), None)],
    }
    return show(request, "record.html", context)


def _since(row: Name) -> str:
    return "" if row.valid_from.year <= 1900 else row.valid_from.isoformat()


def _doable(request: HttpRequest, org: Org) -> list[tuple[str, str]]:
    out = [(f"任命{LEADER.label}", "appoint")] if kinds[org.kind].part else []
    out += [("更名", "rename"), ("修改简称与落款", "describe")]
    out += [("调整隶属", "move")] if _parents(request, org) else []
    links = [(label, reverse("group_act", args=[org.pk, verb])) for label, verb in out]
    if kinds[org.kind].children:
        links.insert(0, ("新增下级", f"{reverse('group_add')}?below={org.pk}"))
        links.append(("查看下级", f"{reverse('groups')}?at={org.pk}"))
    return links


def _parents(request: HttpRequest, org: Org) -> list[Org]:
    """Where it may be moved: organizations of a fitting kind that the person manages as well."""
    fitting = [kind.name for kind in kinds if org.kind in kind.children]
    found = rows(Org, request.user, ORGANIZE).filter(kind__in=fitting, dissolved_on=None).exclude(path__startswith=org.path)
    return list(found.exclude(pk=org.parent_id).order_by("path")[:MOST])


def add(request: HttpRequest) -> HttpResponse:
    """Found a group, a branch or a union below a place."""
    above = own_place(request, ORGANIZE)
    if request.GET.get("below"):
        above = found_in(Org, request, ORGANIZE, integer(request.GET["below"], 0))
    options = tuple((name, kinds[name].label) for name in kinds[above.kind].children)
    if not options:
        raise OutOfReach
    kind = Input("kind", "类型", "choice", choices=options)
    asked = tuple(kind if given.name == "kind" else given for given in places.FOUND.takes)
    title, back = f"在“{above}”之下新增", reverse("groups")
    sheet = Sheet(places.FOUND, title, back, "已新增", org=above, asked=asked, values={"kind": options[-1][0]}, crumb="小组与组织")
    return fill(request, sheet)


def act(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    """Rename, move or describe an organization, or appoint who leads it."""
    org: Org = found_in(Org, request, ORGANIZE, number)
    back, today = reverse("group", args=[number]), Day(timezone.localdate())
    if verb == "appoint" and kinds[org.kind].part:
        asked = tuple(given for given in places.APPOINT.takes if given.name != "title")
        sheet = Sheet(places.APPOINT, f"任命{LEADER.label}", back, "已任命", org=org, asked=asked, fixed={"title": LEADER.label})
        return fill(request, replace(sheet, title=f"{sheet.title}：{org}", values={"valid_from": today}, crumb=str(org)))
    action = {"rename": places.RENAME, "move": places.MOVE, "describe": places.DESCRIBE}.get(verb)
    if action is None:
        raise OutOfReach
    options = tuple((str(above.pk), above.name) for above in _parents(request, org))
    above = Input("new_parent", "新上级", "choice", choices=options)
    asked = tuple(above if given.name == "new_parent" else given for given in action.takes)
    values = {"since": today, **(action.initial(org) if verb == "describe" else {})}
    notes = [{"tone": "info", "text": "以前期间的报表和总结仍用旧名称、旧隶属；自填写之日起用新的。"}] if verb != "describe" else []
    sheet = Sheet(action, f"{action.label}：{org}", back, f"已{action.label}", record=org, asked=asked, values=values, crumb=str(org))
    return fill(request, replace(sheet, context={"notes": notes}))


# ── declared figures ──


def declared(request: HttpRequest) -> HttpResponse:
    """The figures that the place has declared, newest first."""
    place = own_place(request, DECLARE)
    found = rows(DeclaredFigure, request.user, DECLARE).filter(org__path__startswith=place.path)
    found = found.select_related("org").order_by("-on", "-pk")
    number, count = integer(request.GET.get("page"), 1), found.count()
    new = {"label": "申报数字", "url": reverse("declare")}
    text = "没有逐条记录的数字在这里申报，如人事部门提供的总人数、启用本系统以前的历史数；有了记录，以记录为准。"
    context = {
        "title": "申报数字",
        "sums": [(count, "条", "共")],
        "new": new,
        "columns": [
            {"label": "指标", "head": True, "card": 1},
            {"label": "数值", "kind": "num", "card": 2},
            {"label": "统计日期", "kind": "code", "card": 4},
            {"label": "依据文件", "card": 3},
            {"label": "单位", "card": 3},
            {"label": "状态", "card": 5},
            {"label": "办理"},
        ],
        "rows": [{"id": row.pk, "cells": _declared_cells(row)} for row in found[(number - 1) * SHOWN : number * SHOWN]],
        "page": pager(request, number, count),
        "empty": {"title": "还没有申报数", "text": text, "actions": [{**new, "tone": "primary"}]},
    }
    return show(request, "list.html", context)


def _declared_cells(row: DeclaredFigure) -> list[Any]:
    metric, standing = metrics[row.metric], row.state == DeclaredFigure.State.DECLARED
    name = {"text": metric.label, "url": reverse("declared_act", args=[row.pk, "correct"])} if standing else metric.label
    void = {"text": "作废", "url": reverse("declared_act", args=[row.pk, "void"])} if standing else ""
    value = f"{_written(row)} {metric.unit}"
    state = {"text": row.state_label(), "tone": "done" if standing else "quiet"}
    return [name, value, day_text(row, "on"), row.document or "--", str(row.org), state, void]


def _written(row: DeclaredFigure) -> str:
    return f"{row.value:,f}".removesuffix(".00")


def declare(request: HttpRequest) -> HttpResponse:
    """Declare a figure of one's own place."""
    place = own_place(request, DECLARE)
    sheet = Sheet(figures.DECLARE_FIGURE, "新增申报", reverse("declared"), "已申报", org=place, asked=_declared_inputs(), crumb="申报数字")
    return fill(request, replace(sheet, values={"on": Day(timezone.localdate())}))


def declared_act(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    """Correct a declared figure, or void it."""
    row: DeclaredFigure = found_in(DeclaredFigure, request, DECLARE, number)
    action = {"correct": figures.CORRECT_FIGURE, "void": figures.VOID_FIGURE}.get(verb)
    if action is None:
        raise OutOfReach
    metric = metrics[row.metric]
    sheet = Sheet(action, f"{action.label}：{metric.label}", reverse("declared"), f"已{action.label}", record=row, crumb="申报数字")
    if verb == "void":
        text = f"作废后，“{row}”不再计入数字和报表；记录和办理日志保留。"
        return fill(request, replace(sheet, context={"danger": True, "notes": [{"tone": "warn", "text": text}]}))
    values = {**action.initial(row), "value": _written(row)}
    url = reverse("declared_act", args=[number, "void"])
    away = {"title": "不再需要", "text": "申报错了或重复申报时作废。", "url": url, "action": "作废"}
    return fill(request, replace(sheet, asked=_declared_inputs(), values=values, context={"aside": [away]}))


def _declared_inputs() -> tuple[Input, ...]:
    options = tuple((metric.name, f"{metric.label}（{metric.unit}）") for metric in metrics if metric.form in ("flow", "stock"))
    own = {
        "metric": Input("metric", "指标", "choice", choices=options),
        "value": Input("value", "数值", hint="按指标的单位填写；填 0 表示确认没有"),
    }
    return tuple(own.get(given.name, given) for given in figures.DECLARE_FIGURE.takes)


urls = [
    path("groups/", groups, name="groups"),
    path("groups/add/", add, name="group_add"),
    path("groups/<int:number>/", group, name="group"),
    path("groups/<int:number>/<str:verb>/", act, name="group_act"),
    path("declared/", declared, name="declared"),
    path("declared/add/", declare, name="declare"),
    path("declared/<int:number>/<str:verb>/", declared_act, name="declared_act"),
]
