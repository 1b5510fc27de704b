"""Organizations and groups as a tree with who leads them and what may be done with each, and the figures that are declared."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from unionhall.base.dates import Day
from unionhall.base.periods import Period
from unionhall.kernel.access.permissions import DECLARE, LEADER, ORGANIZE
from unionhall.kernel.access.scope import OutOfReach, rows
from unionhall.kernel.actions import figures, places
from unionhall.kernel.actions.declare import Action
from unionhall.kernel.actions.inputs import Input
from unionhall.kernel.ledger.figures import Ask, by_path
from unionhall.kernel.ledger.metrics import metrics, phrases
from unionhall.kernel.ledger.models import DeclaredFigure
from unionhall.kernel.orgs.models import BEGINNING, Name, Org, kinds
from unionhall.kernel.papers.declare import in_order
from unionhall.kernel.people.models import Card, Post
from unionhall.shell.pages.declare import House, Lines, Told
from unionhall.shell.pages.forms import Sheet
from unionhall.shell.pages.frame import found_in, place_of
from unionhall.shell.pages.tables import integer

DEEPEST = 5  # step of the tree that is still indented further
MOST = 300  # organizations to choose a new parent from


class Organizations(House):
    """The tree of places."""

    def prepare(self, request: HttpRequest, shown: Sequence[Any]) -> None:
        top = place_of(request)
        leaders, counts = _leaders(shown), _counts(top) if top else {}
        for org in shown:
            org.depth = min(max(0, org.path.count(".") - (top.path.count(".") if top else 0)), DEEPEST)
            org.people = sum(number for path, number in counts.items() if path.startswith(org.path))
            org.leader = leaders.get(org.pk, "")

    def offers(self, request: HttpRequest, action: Action, record: Org) -> bool:
        if record.dissolved_on or (action is places.DISSOLVE and record == place_of(request)):
            return False
        if action is places.MOVE:
            return bool(_parents(request, record).exists())
        return {places.FOUND: bool(kinds[record.kind].children), places.APPOINT: kinds[record.kind].part}.get(action, True)

    def fit(self, request: HttpRequest, sheet: Sheet) -> Sheet:
        today = Day(timezone.localdate())
        if sheet.action is places.FOUND:
            return _founding(request, sheet)
        if sheet.action is places.APPOINT:
            return _appointing(sheet, today)
        if sheet.action is places.DESCRIBE:
            return sheet
        if sheet.action is places.DISSOLVE:
            text = f"停用后，“{sheet.record}”不再供选择；已有的记录、数字和报表保留。"
            return replace(sheet, context={"danger": True, "notes": [{"tone": "warn", "text": text}]})
        options = tuple((str(above.pk), above.name) for above in _parents(request, sheet.record)[:MOST])
        asked = (Input("new_parent", "新上级", "choice", choices=options),) if sheet.action is places.MOVE else ()
        notes = [{"tone": "info", "text": "以前期间的报表和总结仍用旧名称、旧隶属；自填写之日起用新的。"}]
        return replace(sheet, asked=asked, values={**sheet.values, "since": today}, context={"notes": notes})


def _founding(request: HttpRequest, sheet: Sheet) -> Sheet:
    """A group, a branch or a union below the place that the address names, or below one's own."""
    above: Any = place_of(request)
    if request.GET.get("parent"):
        above = found_in(request, Org, ORGANIZE, integer(request.GET["parent"], 0))
    options = tuple((name, kinds[name].label) for name in kinds[above.kind].children)
    if not options:
        raise OutOfReach
    asked, values = (Input("kind", "类型", "choice", choices=options),), {"kind": options[-1][0]}
    return replace(sheet, title=f"在“{above}”之下新增", org=above, asked=asked, values=values, first=("kind", "name"), done="已新增")


def _appointing(sheet: Sheet, today: Day) -> Sheet:
    """The post is new, though it is asked for at the organization."""
    org = sheet.record
    if not kinds[org.kind].part:
        raise OutOfReach
    fixed, values, back = {"title": LEADER.label}, {"valid_from": today}, sheet.back
    return replace(sheet, record=None, org=org, fixed=fixed, values=values, after=lambda _: back, done="已任命")


def _parents(request: HttpRequest, org: Org) -> Any:
    """Where it may be moved: organizations of a fitting kind that the person manages as well."""
    fitting = [kind.name for kind in kinds if org.kind in kind.children]
    found = rows(Org, request.user, ORGANIZE).filter(kind__in=fitting, dissolved_on=None).exclude(path__startswith=org.path)
    return found.exclude(pk=org.parent_id).order_by("path")


def _counts(top: Org) -> dict[str, int]:
    """The number that papers set side by side by group, as it stands today for every path below."""
    names = (name for section in in_order() for name in section.by_unit)
    phrase = next((phrases[name] for name in names if metrics[phrases[name].metric].form == "stock"), None)
    return by_path(Ask.phrase(phrase, top, Period.until(timezone.localdate()))) if phrase else {}


def _leaders(orgs: Sequence[Org]) -> dict[int, str]:
    posts = list(Post.objects.filter(org__in=orgs, title=LEADER.label, valid_to=None))
    homes = {org.pk: org.home().pk for org in orgs if org.pk in {post.org_id for post in posts}}
    cards = Card.objects.filter(person__in={post.person_id for post in posts}, org__in=homes.values())
    names = {(card.org_id, card.person_id): card.name for card in cards}
    return {post.org_id: names.get((homes[post.org_id], post.person_id), "") for post in posts}


def _kind(org: Any) -> Any:
    label = kinds[org.kind].label
    return {"text": f"{label}，已停用", "tone": "quiet"} if org.dissolved_on else label


def _leader(org: Any) -> Any:
    return {"text": "未任命", "tone": "warn"} if kinds[org.kind].part and not (org.leader or org.dissolved_on) else org.leader


KIND = Told("kind", "类型", _kind)
PEOPLE = Told("people", "人数", lambda org: {"text": f"{org.people:,}", "unit": "人"}, "num", 2)
LED_BY = Told("leader", LEADER.label, _leader, card=4)
TREE = ("name", KIND, PEOPLE, LED_BY)
SINCE = Told("since", "自", lambda name: "" if name.valid_from == BEGINNING else f"{name.valid_from}", "code")
UNTIL = Told("until", "至", lambda name: f"{name.valid_to or '今'}", "code")

Organizations(
    Org,
    label="小组与组织",
    menu="组织与系统",
    order=900,
    view=ORGANIZE,
    columns=TREE,
    sorting=("path",),
    filters=("kind",),
    facts=(KIND, "name", "short_name", "signature_name", "parent", "code", "region", PEOPLE, LED_BY, "dissolved_on"),
    create=places.FOUND,
    actions=(places.APPOINT, places.RENAME, places.DESCRIBE, places.MOVE, places.DISSOLVE),
    labels={"found": "新增下级", "appoint": f"任命{LEADER.label}"},
    panels=(Lines(Org, "parent", "下级组织", TREE, least=1), Lines(Name, "org", "名称沿革", ("name", SINCE, UNTIL), least=2)),
    finds="名称",
    unit="个",
)


class DeclaredFigures(House):
    """Figures that stand where there are no records."""

    def options(self, request: HttpRequest, name: str) -> list[tuple[str, str]]:
        return _declarable() if name == "metric" else []

    def fit(self, request: HttpRequest, sheet: Sheet) -> Sheet:
        if sheet.action is figures.VOID_FIGURE:
            return sheet
        value = Input("value", "数值", hint="按指标的单位填写；填 0 表示确认没有")
        values = {**sheet.values, "value": _written(sheet.record)} if sheet.record else sheet.values
        return replace(sheet, asked=(Input("metric", "指标", "choice", choices=tuple(_declarable())), value), values=values)


def _declarable() -> list[tuple[str, str]]:
    return [(metric.name, f"{metric.label}（{metric.unit}）") for metric in metrics if metric.form in ("flow", "stock")]


def _written(row: DeclaredFigure) -> str:
    return f"{row.value:,f}".removesuffix(".00")


METRIC = Told("metric", "指标", lambda row: metrics[row.metric].label, card=1)
VALUE = Told("value", "数值", lambda row: f"{_written(row)} {metrics[row.metric].unit}", "num", 2)

DeclaredFigures(
    DeclaredFigure,
    label="申报数字",
    menu="组织与系统",
    order=910,
    view=DECLARE,
    columns=(METRIC, VALUE, "on", "document", "org", "state"),
    filters=("metric", "on", "state"),
    facts=(METRIC, VALUE, "on", "document"),
    in_row=("correct", "void"),
    create=figures.DECLARE_FIGURE,
    actions=(figures.CORRECT_FIGURE, figures.VOID_FIGURE),
    empty="没有逐条记录的数字在这里申报，如人事部门提供的总人数、启用本系统以前的历史数；有了记录，以记录为准。",
    finds="编号",
)
