"""Organizations and groups as a tree with who leads them, what may be done with each, and the figures that are declared."""

from dataclasses import replace
from typing import Any

from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone

from unionhall.base.dates import Day
from unionhall.base.periods import Period
from unionhall.kernel.access.permissions import DECLARE, LEADER, ORGANIZE
from unionhall.kernel.access.scope import OutOfReach, rows
from unionhall.kernel.actions import figures, places
from unionhall.kernel.actions.inputs import Input
from unionhall.kernel.ledger.figures import Ask
from unionhall.kernel.ledger.metrics import metrics, phrases
from unionhall.kernel.ledger.models import DeclaredFigure
from unionhall.kernel.orgs.models import Name, Org, kinds
from unionhall.kernel.papers.declare import in_order
from unionhall.kernel.people.models import Card, Post
from unionhall.shell.pages.cells import day_text
from unionhall.shell.pages.forms import Sheet, fill
from unionhall.shell.pages.frame import found_in, own_place, show
from unionhall.shell.pages.tables import heads, integer, paged

MOST = 300  # organizations of one page; where there are more below, only the next level is shown
PLACES, DECLARED = "小组与组织", "申报数字"  # titles of the two lists
# Label, kind and place on a phone's card.
COLUMNS = (
    *(("指标", "", 1), ("数值", "num", 2), ("统计日期", "code", 4), ("依据文件", "", 3)),
    *(("单位", "", 3), ("状态", "", 5), ("办理", "", 0)),
)


# ── organizations and groups ──


def groups(request: HttpRequest) -> HttpResponse:
    """The tree below the person's place, or below the one asked for."""
    top = own_place(request, ORGANIZE)
    if request.GET.get("at"):
        top = found_in(request, Org, ORGANIZE, integer(request.GET["at"], 0))
    tree = top.subtree().filter(dissolved_on=None).order_by("path")
    shown = list(tree if tree.count() <= MOST else tree.filter(parent=top))
    phrase = _counted()
    counts = _counts(top, phrase) if phrase else {}
    leaders = _leaders(shown)
    depth = top.path.count(".")
    counted = phrases[phrase].label if phrase else "人数"
    context = {
        "title": PLACES,
        "sums": [(len(shown) - 1, "个", "下级组织")],
        "columns": heads(("名称", "", 1), ("类型", "", 3), (counted, "num", 2), (LEADER.label, "", 4)),
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
    org: Org = found_in(request, Org, ORGANIZE, number)
    buttons = [{"label": label, "url": url} for label, url in _doable(request, org)]
    pairs = (("全称", org.name), ("简称", org.short_name), ("落款名", org.signature_name), ("上级组织", org.parent), ("组织代码", org.code))
    facts = [{"label": label, "value": str(value)} for label, value in (*pairs, ("行政区划", org.region)) if value]
    names = Name.objects.filter(org=org).order_by("-valid_from")
    columns = heads(("全称", "", 1), ("自", "code", 3), ("至", "code", 3))
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
        "crumbs": [(PLACES, reverse("groups")), (str(org), None)],
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
        above = found_in(request, Org, ORGANIZE, integer(request.GET["below"], 0))
    options = tuple((name, kinds[name].label) for name in kinds[above.kind].children)
    if not options:
        raise OutOfReach
    kind, back = Input("kind", "类型", "choice", choices=options), reverse("groups")
    sheet = Sheet(places.FOUND, f"在“{above}”之下新增", back, (PLACES, back), org=above, asked=(kind,), first=("kind", "name"))
    return fill(request, replace(sheet, values={"kind": options[-1][0]}, done="已新增"))


def act(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    """Rename, move or describe an organization, or appoint who leads it."""
    org: Org = found_in(request, Org, ORGANIZE, number)
    back, today = reverse("group", args=[number]), Day(timezone.localdate())
    crumb = (str(org), back)
    if verb == "appoint" and kinds[org.kind].part:
        sheet = Sheet(places.APPOINT, f"任命{LEADER.label}：{org}", back, crumb, org=org, values={"valid_from": today}, done="已任命")
        return fill(request, replace(sheet, fixed={"title": LEADER.label}))
    action = {"rename": places.RENAME, "move": places.MOVE, "describe": places.DESCRIBE}.get(verb)
    if action is None:
        raise OutOfReach
    options = tuple((str(above.pk), above.name) for above in _parents(request, org))
    sheet = Sheet(action, f"{action.label}：{org}", back, crumb, org, values={**action.initial(org), "since": today})
    notes = [{"tone": "info", "text": "以前期间的报表和总结仍用旧名称、旧隶属；自填写之日起用新的。"}] if verb != "describe" else []
    asked = (Input("new_parent", "新上级", "choice", choices=options),) if verb == "move" else ()
    return fill(request, replace(sheet, asked=asked, context={"notes": notes}))


# ── declared figures ──


def declared(request: HttpRequest) -> HttpResponse:
    """The figures that the place has declared, newest first."""
    place = own_place(request, DECLARE)
    found = rows(DeclaredFigure, request.user, DECLARE).filter(org__path__startswith=place.path)
    found = found.select_related("org").order_by("-on", "-pk")
    shown, page = paged(request, found)
    new = {"label": DECLARED, "url": reverse("declare")}
    text = "没有逐条记录的数字在这里申报，如人事部门提供的总人数、启用本系统以前的历史数；有了记录，以记录为准。"
    context = {
        "title": DECLARED,
        "sums": [(page["count"], "条", "共")],
        "new": new,
        "columns": heads(*COLUMNS),
        "rows": [{"id": row.pk, "cells": _declared_cells(row)} for row in shown],
        "page": page,
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
    back, today = reverse("declared"), Day(timezone.localdate())
    sheet = Sheet(figures.DECLARE_FIGURE, "新增申报", back, (DECLARED, back), org=own_place(request, DECLARE), values={"on": today})
    return fill(request, replace(sheet, asked=_declared_inputs(), done="已申报"))


def declared_act(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    """Correct a declared figure, or void it."""
    row: DeclaredFigure = found_in(request, DeclaredFigure, DECLARE, number)
    action = {"correct": figures.CORRECT_FIGURE, "void": figures.VOID_FIGURE}.get(verb)
    if action is None:
        raise OutOfReach
    back = reverse("declared")
    sheet = Sheet(action, f"{action.label}：{metrics[row.metric].label}", back, (DECLARED, back), row)
    if verb == "void":
        return fill(request, sheet)
    url = reverse("declared_act", args=[number, "void"])
    away = {"title": "不再需要", "text": "申报错了或重复申报时作废。", "url": url, "action": "作废"}
    values = {**action.initial(row), "value": _written(row)}
    return fill(request, replace(sheet, asked=_declared_inputs(), values=values, context={"aside": [away]}))


def _declared_inputs() -> tuple[Input, ...]:
    options = tuple((metric.name, f"{metric.label}（{metric.unit}）") for metric in metrics if metric.form in ("flow", "stock"))
    value = Input("value", "数值", hint="按指标的单位填写；填 0 表示确认没有")
    return Input("metric", "指标", "choice", choices=options), value


urls = [
    path("groups/", groups, name="groups"),
    path("groups/add/", add, name="group_add"),
    path("groups/<int:number>/", group, name="group"),
    path("groups/<int:number>/<str:verb>/", act, name="group_act"),
    path("declared/", declared, name="declared"),
    path("declared/add/", declare, name="declare"),
    path("declared/<int:number>/<str:verb>/", declared_act, name="declared_act"),
]
