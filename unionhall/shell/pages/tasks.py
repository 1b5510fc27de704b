"""What waits for the person who looks: records in a waiting state, a return and a report that are due."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from unionhall.base.periods import Period, add_months
from unionhall.kernel.access.permissions import PAPERS
from unionhall.kernel.access.scope import reach, rows
from unionhall.kernel.papers.declare import ANNUAL_REPORT, MONTHLY_RETURN
from unionhall.kernel.papers.models import Paper
from unionhall.shell.pages.frame import place_of, seen_pages

ANSWER_WITHIN = 30  # days in which a waiting record should be answered


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
        request.tasks = sorted([*_waiting(request), *_papers(request, today)], key=lambda task: task.due)  # type: ignore[attr-defined]  # kept on the request
    found: list[Task] = request.tasks  # type: ignore[attr-defined]  # set above
    return found


def _waiting(request: HttpRequest) -> list[Task]:
    found = []
    for page in seen_pages(request):
        if not page.waiting:
            continue
        step = next(action for action in page.actions if page.waiting in action.states)
        if not reach(request.user, step.permission):
            continue
        for record in rows(page.model, request.user, page.view).filter(state=page.waiting).order_by(page.model.day)[:20]:
            day: date = getattr(record, page.model.day)
            due = date.fromordinal(day.toordinal() + ANSWER_WITHIN)
            url = reverse("record", args=[page.name, record.pk])
            found.append(
                Task(due, f"{page.label} {record}", f"{day.year}年{day.month}月{day.day}日提出，{record.state_label()}", url, "办理")
            )
    return found


def _papers(request: HttpRequest, today: date) -> list[Task]:
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
    return found
