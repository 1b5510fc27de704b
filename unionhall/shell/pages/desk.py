"""工作台: what waits for the person who looks, what rules noticed, the month's figures, the report that is ready; and finding things."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format

from unionhall.base.periods import Period, add_months
from unionhall.base.text import fold
from unionhall.kernel.access.permissions import EVIDENCE, FIGURES, GRANT, ORGANIZE, PAPERS
from unionhall.kernel.access.scope import reach
from unionhall.kernel.actions.batches import IMPORT
from unionhall.kernel.ledger.figures import Ask, answers
from unionhall.kernel.ledger.metrics import phrases
from unionhall.kernel.orgs.models import Org
from unionhall.kernel.papers.compose import fired
from unionhall.kernel.papers.declare import ANNUAL_REPORT, Finding, in_order
from unionhall.kernel.papers.draft import Draft, plain
from unionhall.kernel.papers.models import Paper
from unionhall.kernel.papers.sentences import slots
from unionhall.kernel.people.models import Card, meant
from unionhall.shell.pages.frame import keeps_records, place_of, seen_pages, show, tasks, with_related
from unionhall.shell.pages.listing import filtered, table_of

SHOWN = 8
FIGURES_SHOWN = 6
# What an empty house begins with: right, label, address.
FIRST_STEPS = (
    *((IMPORT, "导入花名册", ("import",)), (ORGANIZE, "建小组", ("add", "orgs.org"))),
    (GRANT, "开通账号", ("add", "access.grant")),
)


def desk(request: HttpRequest) -> HttpResponse:
    """The first page after signing in."""
    today = timezone.localdate()
    waiting = tasks(request)
    late = sum(task.due < today for task in waiting)
    context: dict[str, Any] = {"title": "工作台", "here": "desk", "today": date_format(today, "n月j日 l"), "today_iso": today.isoformat()}
    context |= {"late": late, "jobs": [(task, (task.due - today).days) for task in waiting[:SHOWN]], "gaps": _gaps(request, today)}
    org = place_of(request)
    if org and not keeps_records(org):
        context |= {"steps": [(label, address) for right, label, address in FIRST_STEPS if reach(request.user, right)]}
    elif org and reach(request.user, PAPERS):
        year = Period.year(today.year)
        context |= {"alerts": [_alert(finding, org, year) for finding in fired(Draft(org, year))[:4]]}
        context |= {"report": _report(request, org, today.year - 1)}
    if org and reach(request.user, FIGURES):
        context |= _numbers(org, today)
    return show(request, "desk.html", context)


def _alert(finding: Finding, org: Org, year: Period) -> tuple[str, str]:
    """A finding by its title, for the year has not ended, and the records of the figure that it speaks of first."""
    quoted = slots(finding.problem) if isinstance(finding.problem, str) else []
    return finding.title.rstrip("。"), _records(quoted[0], org, year) if quoted else reverse("figures")


def _records(phrase: str, org: Org, period: Period) -> str:
    return f"{reverse('evidence')}?metric={phrase}&org={org.code}&period={period.code}"


def _numbers(org: Org, today: date) -> dict[str, Any]:
    """Six figures of the month, each opening onto its records, with last month beside it."""
    last = add_months(today, -1)
    month, before = (Period.months(day.year, day.month, 1) for day in (today, last))
    chosen = list(dict.fromkeys(slots(section.overview)[0] for section in in_order() if section.overview))[:FIGURES_SHOWN]
    shown = []
    asked = iter(answers([Ask.phrase(phrases[name], org, period) for name in chosen for period in (month, before)]))
    for name in chosen:
        phrase, found, was = phrases[name], next(asked).value, next(asked).value
        url, value = _records(name, org, month), "--" if found is None else plain(found)
        said = {"label": phrase.label, "value": value, "unit": phrase.counter, "url": url}
        shown.append({**said, "was": "" if was is None else f"上月 {plain(was)}"})
    return {"figures": shown, "month_label": month.label}


def _gaps(request: HttpRequest, today: date) -> list[dict[str, Any]]:
    """Records of this year that lack the proof that they should have, by register: as many as the list shows."""
    found = []
    for page in seen_pages(request):
        for name in page.evidence if page.create and reach(request.user, page.create.permission) else ():
            asked = {"lacking": name, page.model.day: str(today.year)}
            proof, url = page.model._meta.get_field(name).verbose_name, f"{reverse('list', args=[page.name])}?{urlencode(asked)}"
            found.append({"register": page, "count": filtered(request, page, asked).count(), "proof": proof, "url": url})
    return [gap for gap in found if gap["count"]]


def _report(request: HttpRequest, org: Org, year: int) -> dict[str, Any] | None:
    """Last year's annual report: to be begun, or as far as it is."""
    paper = Paper.objects.filter(org=org, kind=ANNUAL_REPORT.name, period_code=str(year)).first()
    if paper is None and not reach(request.user, EVIDENCE):
        return None
    begin = f"{reverse('papers')}?kind={ANNUAL_REPORT.name}&period={year}"
    return {"year": year, "paper": paper, "url": reverse("paper", args=[paper.pk]) if paper else begin}


# ── finding, and what the tabs of a phone open ──


def people(request: HttpRequest) -> HttpResponse:
    """For pickers: the people of one's reach who are meant."""
    words = fold(request.GET.get("q", ""))
    found = Card.objects.filter(reach(request.user).rows(Card)).filter(meant(words)).select_related("unit").order_by("name", "pk")
    shown = found[:12] if words else []
    items = [{"id": card.person_id, "name": card.name, "group": str(card.unit or ""), "note": card.staff_number} for card in shown]
    return JsonResponse({"items": items})


def search(request: HttpRequest) -> HttpResponse:
    """Everything that fits, register by register."""
    words = fold(request.GET.get("q", ""))
    every = [(page, filtered(request, page)) for page in seen_pages(request)] if words else []
    found = []
    for page, fitting in every:
        if count := fitting.count():
            more = {"url": f"{reverse('list', args=[page.name])}?q={words}", "count": count} if count > SHOWN else None
            table = table_of(request, page.model, page.columns, list(with_related(fitting)[:SHOWN]))
            found.append({"title": page.label, **table, "more": more})
    return show(request, "search.html", {"title": "查找", "q": words, "found": found})


def menu(request: HttpRequest, which: str) -> HttpResponse:
    """What the tabs of a phone open: entering, the registers, oneself."""
    title = {"new": "登记", "books": "台账", "me": "我的"}.get(which, "台账")
    return show(request, "menu.html", {"title": title, "here": which})


urls = [
    path("", desk, name="desk"),
    path("people/", people, name="people"),
    path("search/", search, name="search"),
    path("menu/<str:which>/", menu, name="menu"),
]
