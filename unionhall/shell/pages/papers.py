"""Papers: the list, the editor with its chapters and its own words, numbers written over, freezing, files to send."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from unionhall.base.periods import Period, add_months
from unionhall.kernel.access.permissions import PAPERS, READ_PAPERS
from unionhall.kernel.access.scope import may, reach, rows
from unionhall.kernel.actions.declare import Action, Call, Invalid, Problem, Stale
from unionhall.kernel.actions.run import run
from unionhall.kernel.ledger.metrics import phrases
from unionhall.kernel.papers.actions import BEGIN, FREEZE, OVERRIDE, REMOVE, TAKE_BACK, WRITE
from unionhall.kernel.papers.compose import HEADINGS, MOST, OVERVIEW, PLANS, PROBLEMS, chapters_of, proposed, title_of
from unionhall.kernel.papers.content import Paragraph, Quoted
from unionhall.kernel.papers.declare import ANNUAL_REPORT, MONTHLY_RETURN, in_order, paper_kinds
from unionhall.kernel.papers.draft import Draft, phrase_of
from unionhall.kernel.papers.freeze import Changed, changes_since, marked
from unionhall.kernel.papers.models import Paper
from unionhall.shell.documents.layout import numbered
from unionhall.shell.documents.page import pdf_available, write_html, write_pdf
from unionhall.shell.documents.returns import monthly_return, write_return
from unionhall.shell.pages.evidence import UNSIGNED, address_of, named, signature, word_file
from unionhall.shell.pages.figures import drawer, find_paper, of_paper, open_papers
from unionhall.shell.pages.forms import conflict, field_of
from unionhall.shell.pages.frame import leave_for, own_place, place_of, seen_pages, show
from unionhall.shell.pages.tables import attachment, choice, heads, integer, moment, paged, words
from unionhall.shell.reading.own import Standing, standing

YEARS, MONTHS = 13, 13  # that a new paper may be of
NAMED = 3  # records named behind a figure that has changed
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
OTHERS = 12  # papers of the same kind that the editor leads to
# Label, kind and place on a phone's card.
COLUMNS = (
    *(("名称", "text", 1), ("种类", "text", 3), ("单位", "text", 3), ("期间", "code", 4)),
    *(("数字（处）", "num", 2), ("核对", "text", 3), ("状态", "text", 5)),
)
# What the officer writes, each with its hint; into a return the first two.
OWN = {"title": "不填则用单位全称、期间和文稿种类", "dated_on": "不填则为定稿当天", "opening": "", "closing": ""}


def papers_page(request: HttpRequest) -> HttpResponse:
    """The papers that the person may read; a new one is begun here."""
    own_place(request, READ_PAPERS)
    return _begin(request) if request.method == "POST" else _list(request)


def _begin(request: HttpRequest) -> HttpResponse:
    """A paper of that kind and period that is still a draft is opened rather than begun again."""
    kind, _, period = request.POST.get("paper", "").partition(" ")
    org = place_of(request)
    draft = Paper.objects.filter(org=org, kind=kind, period_code=period, state=Paper.State.DRAFT).first()
    if draft is not None and may(request.user, PAPERS, draft):
        return redirect("paper", draft.pk)
    try:
        made = run(BEGIN, Call(request.user, {"kind": kind, "period_code": period}, org=org)).record
    except Invalid as refused:
        return _list(request, [problem.message for problem in refused.problems])
    return redirect("paper", made.pk)


def _list(request: HttpRequest, problems: Sequence[str] = ()) -> HttpResponse:
    found = open_papers(request).filter(reach(request.user, READ_PAPERS).rows(Paper)).order_by("-period_code", "-pk")
    shown, page = paged(request, found.prefetch_related("quotes", "overrides"))
    context = {
        "title": "总结与报表",
        "columns": heads(*COLUMNS),
        "rows": [{"id": paper.pk, "cells": _cells(request, paper)} for paper in shown],
        "page": page,
        "make": {**_choice(request), "errors": problems} if reach(request.user, PAPERS) else None,
        "errors": [("f-paper", text) for text in problems],
        "invalid": bool(problems),
    }
    return show(request, "papers.html", context, 422 if problems else 200)


def _cells(request: HttpRequest, paper: Paper) -> list[Any]:
    """A line of the list. A draft is counted and checked for those who write it; a frozen one keeps what it was frozen with."""
    figures, found = "--", "--"
    if paper.content:
        figures = str(len(paper.quotes.all()))
    elif may(request.user, PAPERS, paper):
        now = standing(paper)
        figures = str(len({quoted.key for quoted in now.content.figures()}))
        found = f"{len(now.errors)} 错 {len(now.faults) - len(now.errors)} 提醒" if now.faults else "无误"
    name = {"text": title_of(paper), "url": reverse("paper", args=[paper.pk])}
    state = {"text": paper.state_label(), "tone": "done" if paper.content else "doing"}
    return [name, paper_kinds[paper.kind].label, str(paper.org), paper.period.label, figures, found, state]


def _choice(request: HttpRequest) -> dict[str, Any]:
    """Kind and period in one choice, newest first; last year's report where the address names none."""
    today = timezone.localdate()
    years = [(ANNUAL_REPORT, Period.year(today.year - back)) for back in range(YEARS)]
    firsts = (add_months(today, -back) for back in range(MONTHS))
    months = [(MONTHLY_RETURN, Period.months(first.year, first.month, 1)) for first in firsts]
    options = [(f"{kind.name} {period.code}", f"{period.label}{kind.title}") for kind, period in (*years, *months)]
    given = request.POST.get("paper") or f"{request.GET.get('kind', '')} {request.GET.get('period', '')}"
    return choice("paper", "种类和期间", options, given if given in dict(options) else options[1][0], required=True)


def paper_page(request: HttpRequest, number: int) -> HttpResponse:
    """The editor: the text with its figures, what to write and what to leave out, the officer's own words."""
    paper = find_paper(request, number)
    if request.method != "POST":
        return _editor(request, paper)
    return _write(request, paper) or _done(request, paper, "已保存，正文已按勾选更新")


def _write(request: HttpRequest, paper: Paper) -> HttpResponse | None:
    """Save what the editor sent; the editor again where that is refused."""
    given = request.POST
    chosen, offered = set(given.getlist("keep")), set(given.getlist("offered"))
    data = WRITE.standing(paper) | {name: given[name] for name in WRITE.fields if name in given}
    data["skipped"] = sorted((set(paper.skipped) - offered) | (offered - chosen))
    try:
        run(WRITE, Call(request.user, data, record=paper, version=integer(given.get("version"), 0) or None))
    except Invalid as refused:
        return _editor(request, paper, 422, refused.problems)
    except Stale as stale:
        return _editor(request, paper, 409, stale=stale)
    return None


def _done(request: HttpRequest, paper: Paper, text: str) -> HttpResponse:
    messages.success(request, text)
    return leave_for(request, reverse("paper", args=[paper.pk]))


def _editor(
    request: HttpRequest, paper: Paper, status: int = 200, problems: Sequence[Problem] = (), stale: Stale | None = None
) -> HttpResponse:
    now, changes = standing(paper), changes_since(paper) if paper.content else []
    writable = not paper.content and may(request.user, PAPERS, paper)
    forms = [("xlsx", "导出 Excel", "sheet")] if paper.kind == MONTHLY_RETURN.name else [("docx", "导出 Word", "word")]
    forms += [("pdf", "导出 PDF", "pdf")] if pdf_available() else []
    values = request.POST if request.method == "POST" else WRITE.initial(paper)
    own = {given.name: given for given in WRITE.takes}
    asked = list(OWN)[:2] if paper.kind == MONTHLY_RETURN.name else OWN
    context = {
        "title": now.content.title,
        "paper": paper,
        "state": paper.state_label(),
        "frozen_at": moment(paper.frozen_at) if paper.frozen_at else "",
        "writable": writable,
        "faults": now.faults,
        "wrong": len(now.errors),
        "changes": [_change(request, paper, change) for change in changes],
        "exports": [_export(paper, *form) for form in forms],
        "chapters": _chapters(paper, now) if paper.kind == ANNUAL_REPORT.name else [],
        "annexes": [annex.title.removeprefix(str(paper.org)) for annex in now.content.annexes],
        "others": list(_others(request, paper)),
        "fill": list(_fill(request, now.draft)) if writable else [],
        "paper_html": write_html(marked(now.content, {change.key for change in changes}), lambda quoted: address_of(paper, quoted.key)),
        "own": [{**field_of(request, replace(own[name], hint=OWN[name]), values, problems, paper), "rows": 4} for name in asked],
        "proposals": _proposals(paper, now.draft) if writable and paper.kind == ANNUAL_REPORT.name else [],
        "errors": [(f"f-{problem.field}", problem.message) for problem in problems],
        "conflict": conflict(stale) if stale else None,
        "invalid": bool(problems or stale),
    }
    return show(request, "paper_editor.html", context, status)


def _export(paper: Paper, form: str, label: str, icon: str) -> dict[str, str]:
    return {"label": label, "icon": icon, "url": reverse("paper_export", args=[paper.pk, form]), "wants": "paper-form"}


def _others(request: HttpRequest, paper: Paper) -> Iterator[dict[str, str]]:
    """The same paper of other periods, newest first."""
    others = open_papers(request).filter(org=paper.org, kind=paper.kind).exclude(pk=paper.pk).order_by("-period_code", "-pk")
    for other in others[:OTHERS]:
        yield {"label": other.period.label, "state": other.state_label(), "url": reverse("paper", args=[other.pk])}


def _chapters(paper: Paper, now: Standing) -> list[dict[str, Any]]:
    """What stands on the left: the parts with how many figures each quotes, ticked where they are written."""
    blocks = [(number, block) for number, block in numbered(now.content.body) if isinstance(block, Paragraph)]
    named = {block.section: number + block.heading for number, block in blocks if block.level == 1}
    counts = Counter(block.section for _, block in blocks for run_ in block.runs if isinstance(run_, Quoted))
    there = {block.section for _, block in blocks}
    every = dict.fromkeys([OVERVIEW, *(section.chapter for section in in_order()), PROBLEMS, PLANS])
    said = chapters_of(now.draft) if set(paper.skipped) & set(every) else Counter()
    usual = {OVERVIEW: "概述", **HEADINGS, PLANS: HEADINGS[PLANS].format(now.draft.period.last_day.year + 1)}
    found = []
    for key in every:
        label, ticked = named.get(key) or usual.get(key, key), key not in paper.skipped
        shown = {"key": key, "label": label, "count": counts[key] or said[key]}
        found.append({**shown, "ticked": ticked, "empty": ticked and key not in there})
    return found


def _proposals(paper: Paper, draft: Draft) -> list[tuple[str, list[dict[str, Any]]]]:
    """The problems that the figures show and what is proposed for next year; each may be left out."""
    titles = {PROBLEMS: "写进“存在的问题”的（最多 {} 条）", PLANS: "写进下一年打算的（最多 {} 条）"}
    return [
        (
            titles[part].format(MOST[part]),
            [{"key": key, "text": head + words(runs), "ticked": key not in paper.skipped} for key, head, runs in some],
        )
        for part, some in proposed(draft).items()
    ]


def _change(request: HttpRequest, paper: Paper, change: Changed) -> dict[str, Any]:
    """A figure that would be another one today, with the records that make the difference."""
    links = named(request, change.records[:NAMED]) if of_paper(request, paper, change.key).named else []
    text = f"{change.label} {change.then} → {change.now}" + ("（口径已变）" if change.other_version else "")
    more = f"等 {len(change.records)} 条记录" if len(change.records) > len(links) > 0 else ""
    return {"key": change.key, "text": text, "links": links, "more": more}


def _fill(request: HttpRequest, draft: Draft) -> Iterator[dict[str, str]]:
    """可补的记录: registers without a record, records that still wait for a step such as a signature, days known to the year only."""
    silent = {section.name for section in in_order() if all(draft.figure(name).value is None for name in section.annex)}
    for page in seen_pages(request):
        url, day, step = reverse("list", args=[page.name]), page.model.day, signature(page.name)
        if page.model._meta.app_label in silent:
            yield {"label": f"{page.label}没有记录", "url": url}
        if day and step:
            within = {f"{day}__gte": draft.period.start, f"{day}__lt": draft.period.end, "state__in": step.states}
            if count := rows(page.model, request.user, page.view).filter(**within).count():
                yield {"label": f"{page.label}有 {count} 条{UNSIGNED}", "url": f"{url}?state={step.states[0]}&{day}={draft.period.code}"}
    for name in (name for section in in_order() for name in section.lines):
        if draft.figure(name).undated and not phrases[name].part_of:
            yield {"label": f"{phrases[name].label}有 {draft.figure(name).undated} 条只写明到年", "url": reverse("figures")}


@require_POST
def paper_freeze(request: HttpRequest, number: int) -> HttpResponse:
    """Save what the editor sent and freeze the paper, or say what keeps it from being frozen."""
    paper = find_paper(request, number)
    refused = _write(request, paper) or _refused(request, paper, FREEZE, "内容已保存，没有定稿")
    return refused or _done(request, paper, "已定稿，内容和数字不再变动")


@require_POST
def paper_remove(request: HttpRequest, number: int) -> HttpResponse:
    """Delete a draft."""
    paper = find_paper(request, number)
    if refused := _refused(request, paper, REMOVE, "没有删除"):
        return refused
    messages.success(request, f"已删除草稿《{title_of(paper)}》")
    return leave_for(request, reverse("papers"))


def _refused(request: HttpRequest, paper: Paper, action: Action, text: str) -> HttpResponse | None:
    """Carry out a step of a paper; where a rule forbids it, back to the paper with the reason."""
    try:
        run(action, Call(request.user, {}, record=paper))
    except Invalid as problem:
        messages.error(request, f"{text}：{problem}")
        return leave_for(request, reverse("paper", args=[paper.pk]))
    return None


@require_POST
def paper_override(request: HttpRequest, number: int, key: str) -> HttpResponse:
    """Write a number over with a reason, or take that back."""
    paper = find_paper(request, number)
    there = paper.overrides.filter(key=key).first()
    if "remove" in request.POST and there is not None:
        run(TAKE_BACK, Call(request.user, {}, record=there))
        return _done(request, paper, f"“{there.label}”已恢复为记录所得的数")
    value, reason = request.POST.get("value", ""), request.POST.get("reason", "")
    try:
        run(OVERRIDE, Call(request.user, {"paper": paper.pk, "key": key, "written": value}, org=paper.org, reason=reason))
    except Invalid as refused:
        return drawer(request, of_paper(request, paper, key), {"value": value, "reason": reason, "problems": refused.problems}, 422)
    return _done(request, paper, f"“{phrases[phrase_of(key)].label}”已改为手工数，列入附表")


def paper_export(request: HttpRequest, number: int, form: str) -> HttpResponse:
    """The paper as a file; one with errors does not leave."""
    paper = find_paper(request, number)
    now = standing(paper)
    if now.errors:
        messages.error(request, f"没有导出：有 {len(now.errors)} 处错误，改好后再导出")
        return _editor(request, paper, 409)
    if form == "xlsx" and paper.kind == MONTHLY_RETURN.name:
        return attachment(write_return(monthly_return(now.draft)), f"{now.content.title}.xlsx")
    if form == "pdf":
        return attachment(write_pdf(now.content), f"{now.content.title}.pdf", "application/pdf")
    return attachment(word_file(paper, now.content), f"{now.content.title}.docx", WORD)


urls = [
    path("papers/", papers_page, name="papers"),
    path("papers/<int:number>/", paper_page, name="paper"),
    path("papers/<int:number>/freeze/", paper_freeze, name="paper_freeze"),
    path("papers/<int:number>/remove/", paper_remove, name="paper_remove"),
    path("papers/<int:number>/override/<str:key>/", paper_override, name="paper_override"),
    path("papers/<int:number>/export/<str:form>/", paper_export, name="paper_export"),
]
