"""工作台: what is to be done, what rules noticed, the month's figures, quick entries, the report that is ready."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format

from unionhall.base.periods import Period
from unionhall.kernel.access.permissions import EVIDENCE, FIGURES, PAPERS
from unionhall.kernel.access.scope import reach, rows
from unionhall.kernel.ledger.figures import Ask, figure
from unionhall.kernel.ledger.metrics import phrases
from unionhall.kernel.papers.compose import fired
from unionhall.kernel.papers.declare import ANNUAL_REPORT, in_order
from unionhall.kernel.papers.draft import Draft, plain
from unionhall.kernel.papers.models import Paper
from unionhall.kernel.papers.sentences import slots, write
from unionhall.shell.pages.frame import place_of, seen_pages, show
from unionhall.shell.pages.tasks import Task, tasks

SHOWN = 8
FIGURES_SHOWN = 6


def desk(request: HttpRequest) -> HttpResponse:
    """The first page after signing in."""
    today = timezone.localdate()
    waiting = tasks(request)
    late = sum(task.due < today for task in waiting)
    context: dict[str, Any] = {
        "title": "工作台",
        "here": "desk",
        "today": date_format(today, "n月j日 l"),
        "today_iso": today.isoformat(),
        "sentence": f"{late} 件已过期" if late else "",
        "jobs": [_job(task, today) for task in waiting[:SHOWN]],
        "gaps": _gaps(request),
        "quick_all": {"label": "全部", "url": reverse("menu", args=["new"])},
    }
    org = place_of(request)
    if org and reach(request.user, FIGURES):
        context |= _numbers(request, today)
    if org and reach(request.user, PAPERS):
        context |= {"alerts": _alerts(request, today), "paper": _paper(request, today)}
    return show(request, "desk.html", context)


def _job(task: Task, today: date) -> dict[str, Any]:
    days = (task.due - today).days
    due = f"逾期 {-days} 天" if days < 0 else "今天" if days == 0 else f"{task.due.month}-{task.due.day:02d} 前"
    return {
        "due": due,
        "tone": "bad" if days < 0 else "warn" if days <= 3 else "wait",
        "title": task.title,
        "url": task.url,
        "detail": task.detail,
        "verb": task.verb,
    }


def _numbers(request: HttpRequest, today: date) -> dict[str, Any]:
    """Six figures of the month, each opening onto its records, with last month beside it."""
    org = place_of(request)
    assert org is not None
    month = Period.months(today.year, today.month, 1)
    before = Period.months(*((today.year, today.month - 1) if today.month > 1 else (today.year - 1, 12)), 1)
    chosen = list(dict.fromkeys(slots(section.overview)[0] for section in in_order() if section.overview))[:FIGURES_SHOWN]
    shown = []
    for name in chosen:
        phrase = phrases[name]
        found, last = figure(Ask.phrase(phrase, org, month)), figure(Ask.phrase(phrase, org, before))
        url = f"{reverse('evidence')}?metric={name}&org={org.code}&period={month.code}"
        was = f"上月 {plain(last.value)}" if last.value is not None else ""
        shown.append(
            {
                "label": phrase.label,
                "value": "--" if found.value is None else plain(found.value),
                "unit": phrase.counter,
                "url": url,
                "was": was,
            }
        )
    return {"figures": shown, "month_label": month.label}


def _gaps(request: HttpRequest) -> list[dict[str, Any]]:
    """Records of this year that lack the proof that they should have."""
    out = []
    for page in seen_pages(request):
        for name in page.evidence:
            if not reach(request.user, page.create.permission):
                continue
            day = f"{page.model.day}__year"
            lacking = (
                rows(page.model, request.user, page.create.permission)
                .filter(**{name: None, day: timezone.localdate().year})
                .exclude(state="void")
                .count()
            )
            label = page.model._meta.get_field(name).verbose_name  # type: ignore[union-attr]  # a field of files
            if lacking:
                out.append(
                    {
                        "label": "缺材料",
                        "text": f"今年 {lacking} 条{page.label}没有{label}",
                        "url": reverse("list", args=[page.name]),
                        "action": "补齐",
                    }
                )
    return out


def _alerts(request: HttpRequest, today: date) -> list[dict[str, Any]]:
    """What the rules of the annual report would name as a problem if the year ended now."""
    org = place_of(request)
    assert org is not None
    draft = Draft(org, Period.year(today.year))
    out = []
    for finding in fired(draft)[:4]:
        runs = write(draft, finding.problem)
        text = "".join(run if isinstance(run, str) else run.text for run in runs or [])
        if text:
            out.append({"label": "留意", "text": text, "url": reverse("figures")})
    return out


def _paper(request: HttpRequest, today: date) -> dict[str, Any] | None:
    """The annual report: last year's until it is frozen, then this year's as far as it goes."""
    org = place_of(request)
    year = today.year - 1
    paper = Paper.objects.filter(org=org, kind=ANNUAL_REPORT.name, period_code=str(year)).first()
    if paper is None and not reach(request.user, EVIDENCE):
        return None
    url = reverse("paper", args=[paper.pk]) if paper else f"{reverse('papers')}?kind={ANNUAL_REPORT.name}&period={year}"
    state = paper.state_label() if paper else "未起草"
    text = "每个数字都能点开看记录。" if paper else "数字已在台账里，一键起草，再由专干改定。"
    actions = [{"label": "打开" if paper else "起草", "url": url, "tone": "primary"}]
    return {
        "title": f"{year}年度总结",
        "state": state,
        "tone": "done" if paper and paper.state == "frozen" else "draft",
        "text": text,
        "actions": actions,
    }


urls = [path("", desk, name="desk")]
