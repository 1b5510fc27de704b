"""What every signed-in page shows around its content: whose house it is, the menu, quick entries, what waits."""

from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Exists, ForeignKey, Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from unionhall.base.periods import Period, add_months
from unionhall.kernel.access.models import User
from unionhall.kernel.access.permissions import FIGURES, GRANT, PAPERS, READ_PAPERS, Permission
from unionhall.kernel.access.scope import OutOfReach, Refused, home, reach, require, rows
from unionhall.kernel.actions.batches import IMPORT
from unionhall.kernel.ledger.metrics import measures
from unionhall.kernel.orgs.models import Org
from unionhall.kernel.papers.declare import ANNUAL_REPORT, MONTHLY_RETURN
from unionhall.kernel.papers.models import Paper
from unionhall.shell.pages.declare import Pages, house, pages

# The pages that no model declares: place in the menu, its group, label, address, right.
FIXED: tuple[tuple[int, str, str, str, Permission], ...] = (
    (800, "报表文稿", "总结与报表", "papers", READ_PAPERS),
    (810, "报表文稿", "文稿核对", "check", READ_PAPERS),
    (820, "报表文稿", "指标数字", "figures", FIGURES),
    (920, "组织与系统", "导入表格", "import", IMPORT),
)
ANSWER_WITHIN = 30  # days in which a waiting record should be answered
ICONS = {"报表文稿": "report", "组织与系统": "settings"}


def place_of(request: HttpRequest) -> Org | None:
    """The organization that the signed-in person works for; asked once a request."""
    if not hasattr(request, "place"):
        request.place = home(request.user)  # type: ignore[attr-defined]  # kept on the request
    place: Org | None = request.place  # type: ignore[attr-defined]  # set above
    return place


def own_place(request: HttpRequest, permission: Permission) -> Org:
    """The place that the person works for. Raises ``Refused`` where the person has the right nowhere."""
    org = place_of(request)
    if org is None or not reach(request.user, permission):
        raise Refused(permission, org)
    return org


def found_in(request: HttpRequest, model: type[Model], permission: Permission, number: int) -> Any:
    """One row that the person has the right to. Raises ``OutOfReach``."""
    record = with_related(rows(model, request.user, permission).filter(pk=number)).first()
    if record is None:
        raise OutOfReach
    return record


def with_related(found: QuerySet[Any]) -> QuerySet[Any]:
    """The same rows with what they name, in one query."""
    return found.select_related(*(field.name for field in found.model._meta.concrete_fields if isinstance(field, ForeignKey)))


def required(request: HttpRequest, found: QuerySet[Any], permission: Permission, number: int) -> Any:
    """One of those rows, which need not be a register's. Raises ``OutOfReach``, or ``Refused`` without the right."""
    record = found.filter(pk=number).first()
    if record is None:
        raise OutOfReach
    require(request.user, permission, record)
    return record


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context of ``layout.html``; for a stranger, that of ``plain.html``."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {"messages": [], "demo": is_demo()}
    org = place_of(request)
    return {
        "user": user,
        "org_name": str(org) if org else "未分配单位",
        "menu": _menu(request),
        "quick": _quick(request),
        "task_count": len(tasks(request)),
        "messages": [{"level": message.level_tag, "text": str(message)} for message in messages.get_messages(request)],
        "session_seconds": settings.SESSION_COOKIE_AGE,
        "demo": is_demo(),
        "resets": bool(reach(user, GRANT)),
        "crumbs": [],
    }


def show(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Render a page in its frame."""
    return render(request, template, {**frame(request), **context}, status=status)


def by_script(request: HttpRequest) -> bool:
    """Whether the client script sent the form, which wants JSON back."""
    return request.headers.get("X-Requested-With") == "fetch"


def leave_for(request: HttpRequest, url: str) -> HttpResponse:
    """Lead on from a form that was carried out."""
    return JsonResponse({"redirect": url}) if by_script(request) else redirect(url)


def seen_pages(request: HttpRequest) -> list[Pages]:
    """The registers that the person may see at all, in the order of the menu."""
    return sorted((page for page in pages if reach(request.user, page.view)), key=lambda page: page.order)


def _quick(request: HttpRequest) -> list[Pages]:
    """The registers in which the person may enter something."""
    entered = [(page, page.create) for page in seen_pages(request) if page.create and not page.create.hidden]
    return [page for page, create in entered if reach(request.user, create.permission)]


@dataclass(frozen=True)
class Task:
    """Something to do: when it is due, what it is, where it is done."""

    due: date
    title: str
    detail: str
    url: str
    verb: str


def tasks(request: HttpRequest) -> list[Task]:
    """All tasks, the most pressing first; asked once a request."""
    if not hasattr(request, "tasks"):
        today = timezone.localdate()
        request.tasks = sorted([*_waiting(request), *_due_papers(request, today)], key=lambda task: task.due)  # type: ignore[attr-defined]  # kept on the request
    found: list[Task] = request.tasks  # type: ignore[attr-defined]  # set above
    return found


def _waiting(request: HttpRequest) -> list[Task]:
    found, place = [], place_of(request)
    for page in seen_pages(request):
        if not page.waiting:
            continue
        step = next(action for action in page.actions if page.waiting in action.states)
        if not reach(request.user, step.permission):
            continue
        waiting = rows(page.model, request.user, page.view).filter(state=page.waiting)
        for record in with_related(waiting).order_by(page.model.day)[:20]:
            day: date = getattr(record, page.model.day)
            due = date.fromordinal(day.toordinal() + ANSWER_WITHIN)
            url = reverse("record", args=[page.name, record.pk])
            whose = "" if record.org == place else f"{record.org}，"
            said = f"{whose}{day.year}年{day.month}月{day.day}日提出，{record.state_label()}"
            found.append(Task(due, f"{page.label} {record}", said, url, "办理"))
    return found


def keeps_records(org: Org) -> bool:
    """Whether the place or anything below it has a record that counts; before that there is nothing to report."""
    there = (Q(Exists(model._default_manager.filter(org__in=org.subtree()))) for model in measures)
    return Org.objects.filter(reduce(or_, there), pk=org.pk).exists()


def _due_papers(request: HttpRequest, today: date) -> list[Task]:
    """Last month's return until it is frozen, and last year's report in the first quarter."""
    org = place_of(request)
    if org is None or not reach(request.user, PAPERS):
        return []
    last = add_months(today, -1)
    wanted: list[tuple[Any, Period, date]] = [(MONTHLY_RETURN, Period.months(last.year, last.month, 1), date(today.year, today.month, 5))]
    if today.month <= 3:
        wanted.append((ANNUAL_REPORT, Period.year(today.year - 1), date(today.year, 1, 31)))
    found = []
    for kind, period, due in wanted:
        paper = Paper.objects.filter(org=org, kind=kind.name, period_code=period.code).first()
        if paper is None or paper.state == Paper.State.DRAFT:
            url = reverse("paper", args=[paper.pk]) if paper else f"{reverse('papers')}?kind={kind.name}&period={period.code}"
            found.append(Task(due, f"{period.label}{kind.label}", "数字已备好，核对后定稿", url, "核对"))
    return found if found and keeps_records(org) else []


def _menu(request: HttpRequest) -> list[SimpleNamespace]:
    """The desk, a link of its own, and the groups that the site puts in order, those of further modules, and the shell's own."""
    declared = [page for page in (*pages, *house) if reach(request.user, page.view)]
    entries = [(page.order, page.menu, page.label, reverse("list", args=[page.name])) for page in declared]
    entries += [(order, group, label, reverse(name)) for order, group, label, name, right in FIXED if reach(request.user, right)]
    groups: dict[str, list[dict[str, Any]]] = {name: [] for name in settings.MENU}
    for _, group, label, url in sorted(entries):
        groups.setdefault(group, []).append({"label": label, "url": url, "active": request.path.startswith(url)})
    icons = {**settings.MENU, **ICONS}
    desk = SimpleNamespace(label="工作台", icon="desk", items=[], active=request.path == reverse("desk"), url=reverse("desk"))
    found = [(name, icons.get(name, "list"), items, any(item["active"] for item in items)) for name, items in groups.items() if items]
    return [desk, *(SimpleNamespace(label=name, icon=icon, items=items, active=active) for name, icon, items, active in found)]


def is_demo() -> bool:
    """Whether this is the demonstration, whose data may be thrown away."""
    return (settings.HOME / "demo").exists()


def demo_accounts() -> list[tuple[str, str]]:
    """The accounts of the demonstration and who they are."""
    if not is_demo():
        return []
    lines = (settings.HOME / "demo").read_text(encoding="utf-8").splitlines()
    return [(line.split("\t")[0], line.split("\t")[1]) for line in lines if "\t" in line]
