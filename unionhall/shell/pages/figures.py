"""指标数字, and the evidence of one figure: as a page, as a workbook, as the drawer beside the paper that quotes it."""

from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.vary import vary_on_headers

from unionhall.base.periods import Period
from unionhall.kernel.access.permissions import EVIDENCE, FIGURES, PAPERS, READ_PAPERS
from unionhall.kernel.access.scope import OutOfReach, Refused, may, reach, require
from unionhall.kernel.ledger.figures import breakdown
from unionhall.kernel.ledger.metrics import phrases
from unionhall.kernel.orgs.models import Org
from unionhall.kernel.papers.compose import draft_of, title_of
from unionhall.kernel.papers.draft import Draft, form_of, phrase_of, plain
from unionhall.kernel.papers.freeze import ask_of
from unionhall.kernel.papers.models import Paper
from unionhall.shell.pages.evidence import UNSIGNED, WITHHELD, Asked, describe, number_of, unsigned
from unionhall.shell.pages.frame import by_script, own_place, place_of, required, show
from unionhall.shell.pages.tables import attachment, choice, heads, integer, paged
from unionhall.shell.sheets.writing import SheetColumn, write

FIRST = 10  # records that the drawer names
YEARS = 13  # that the list of figures offers
# What is told of a record: its name in a description, label, kind and place on a phone's card; width in a workbook, where it has one.
COLUMNS = (
    *(("when", "日期", "code", 4, 12), ("number", "编号", "code", 3, 20), ("text", "记录", "text", 1, 30)),
    *(("unit", "组别", "text", 3, 18), ("state", "状态", "text", 5, 0), ("origin", "来源", "text", 0, 44)),
)


def open_papers(request: HttpRequest) -> QuerySet[Paper]:
    """Frozen papers, and the drafts of those that the person writes; whether they may be read is asked beside it."""
    shown = Q(state=Paper.State.FROZEN) | reach(request.user, PAPERS).rows(Paper)
    return Paper.objects.filter(shown).select_related("org", "made_by")


def find_paper(request: HttpRequest, number: int) -> Paper:
    """A paper that the person may read."""
    paper: Paper = required(request, open_papers(request), READ_PAPERS, number)
    return paper


def of_paper(request: HttpRequest, paper: Paper, key: str) -> Asked:
    """A figure of a paper, as of where the paper stands."""
    if phrase_of(key) not in phrases:
        raise OutOfReach
    return Asked(key, draft_of(paper), ask_of(paper, key), paper, may(request.user, EVIDENCE, paper))


def of_place(request: HttpRequest) -> Asked:
    """A figure of a place and a period, as the address names them; of the person's own place in this year where it does not."""
    given, name = request.GET, request.GET.get("metric", "")
    org = Org.objects.filter(code=given["org"]).first() if given.get("org") else place_of(request)
    if org is None or name not in phrases:
        raise OutOfReach
    require(request.user, FIGURES, org)
    try:
        draft = Draft(org, Period.parse(given.get("period") or str(timezone.localdate().year)))
    except ValueError as error:
        raise OutOfReach from error
    return Asked(name, draft, draft.ask(name), None, may(request.user, EVIDENCE, org))


@vary_on_headers("X-Requested-With")  # or going back to the page would show the drawer
def evidence_page(request: HttpRequest, number: int = 0, key: str = "") -> HttpResponse:
    """One figure, of a paper where a number is given: its page, its records as a workbook, or the drawer where a script asks for it."""
    asked = of_paper(request, find_paper(request, number), key or request.GET.get("key", "")) if number else of_place(request)
    if request.GET.get("form") == "xlsx":
        return _workbook(request, asked)
    return drawer(request, asked) if by_script(request) else show(request, "evidence.html", _page(request, asked))


def drawer(request: HttpRequest, asked: Asked, written: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    """The fragment beside the paper; ``written`` is what somebody tried to write over, with what is wrong with it."""
    rows, shown = asked.rows(), number_of(asked)
    entries = [_entry(asked, line) for line in describe(request, rows[:FIRST])] if asked.named else []
    waiting = len(unsigned(rows)) if asked.named else 0
    context = {
        "figure": shown,
        "count": len(rows) if shown["value"] != WITHHELD else WITHHELD,
        "entries": entries,
        "gaps": [{"label": f"{UNSIGNED} {waiting}", "url": asked.url(open="unsigned")}] if waiting else [],
        "all_url": asked.url(),
        "export_url": asked.url(form="xlsx") if entries else "",
        "override": _override(request, asked, written or {}),
    }
    return render(request, "evidence_drawer.html", context, status=status)


def _entry(asked: Asked, line: dict[str, Any]) -> dict[str, Any]:
    """A record in the drawer: its day within the year of the paper, its amount where it is money."""
    same_year = line["on"].year == asked.draft.period.last_day.year
    value = f"{line['value']} 元" if asked.source.unit == "元" else ""
    return {**line, "when": f"{line['on']:%m-%d}" if same_year else f"{line['on']:%Y-%m}", "value": value}


def _override(request: HttpRequest, asked: Asked, written: dict[str, Any]) -> dict[str, Any] | None:
    """What the form takes that writes a number over: nothing where the paper is frozen, or the number follows from others."""
    paper, name = asked.paper, asked.phrase.name
    if paper is None or paper.state != Paper.State.DRAFT or form_of(asked.key) not in ("", "%") or "@" in asked.key:
        return None
    if not may(request.user, PAPERS, paper):
        return None
    return {"url": reverse("paper_override", args=[paper.pk, name]), "there": paper.overrides.filter(key=name).first(), **written}


def _page(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    """The number, the rule, and the records or the units that it is made of."""
    shown = _by_record(request, asked) if asked.named else _by_unit(asked)
    back = reverse("paper", args=[asked.paper.pk]) if asked.paper else reverse("figures")
    return {
        "title": asked.phrase.label,
        "figure": number_of(asked),
        "export_url": asked.url(form="xlsx") if asked.named and shown["rows"] else "",
        "back": back if asked.paper else "",
        "crumbs": [((asked.paper and title_of(asked.paper)) or "指标数字", back), (asked.phrase.label, None)],
        **shown,
    }


def _by_record(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    """Record by record, fifty a page."""
    every, only = asked.rows(), bool(request.GET.get("open"))
    waiting = unsigned(every)
    rows = [row for row in every if not only or (row.model, row.record_id) in waiting]
    tabs = [
        {"label": "全部", "count": len(every), "url": asked.url(), "current": not only},
        {"label": UNSIGNED, "count": len(waiting), "url": asked.url(open="unsigned"), "current": only},
    ]
    shown, page = paged(request, rows)
    cells = []
    for line in describe(request, shown):
        told = {**line, "number": line["number"] or "--", "text": {"text": line["text"], "url": line["url"]}}
        cells.append([*(told[name] for name, *_ in COLUMNS), line["value"]])
    once = asked.metric.form == "distinct"
    total = ["合计（同一人只计一次）" if once else "合计", *[""] * 5, asked.value() if once else plain(sum(row.sum for row in rows))]
    return {
        "columns": heads(*((label, kind, card) for _, label, kind, card, _ in COLUMNS), (f"数值（{asked.source.unit}）", "num", 2)),
        "rows": [{"id": n, "cells": row} for n, row in enumerate(cells)],
        "total": total if rows else None,
        "page": page,
        "tabs": tabs if waiting else [],
    }


def _by_unit(asked: Asked) -> dict[str, Any]:
    """For those who see numbers and not names: how much each unit adds, and from how many records."""
    found = list(breakdown(asked.counted, "org", guarded=True)) if asked.counted else []
    cells = [[label, WITHHELD if part.value is None else plain(part.value), str(part.records)] for _, label, part in found]
    columns = heads(("单位", "", 1), ("数值", "num", 2), ("记录（条）", "num", 3))
    return {"columns": columns, "rows": [{"id": n, "cells": row} for n, row in enumerate(cells)]}


def _workbook(request: HttpRequest, asked: Asked) -> HttpResponse:
    if not asked.named:
        raise Refused(EVIDENCE, asked.draft.org)
    rows, scale = asked.rows(), asked.source.scale
    told = {name: SheetColumn(label, width) for name, label, _, _, width in COLUMNS if width}
    columns = [*told.values(), SheetColumn(f"数值（{asked.source.unit}）", 12, "money" if scale == 100 else "int")]
    cells = [(*(line[name] for name in told), int(row.sum * scale)) for row, line in zip(rows, describe(request, rows), strict=True)]
    title = f"{asked.draft.period.label}{asked.phrase.label}"
    note = f"{asked.draft.org}　{asked.phrase.label} {asked.value()} {asked.phrase.counter}　{asked.phrase.meaning}"
    return attachment(write(title, columns, cells, note), f"{title}.xlsx")


def figures_page(request: HttpRequest) -> HttpResponse:
    """Every figure of a year, module by module."""
    org = own_place(request, FIGURES)
    now = timezone.localdate().year
    year = min(max(integer(request.GET.get("year"), now), 1949), now)
    draft, named = Draft(org, Period.year(year)), may(request.user, EVIDENCE, org)
    draft.read()
    sections: dict[str, list[dict[str, Any]]] = {}
    for name in phrases.names():
        module = str(apps.get_app_config(name.partition(".")[0]).verbose_name)
        sections.setdefault(module, []).append(_row(Asked(name, draft, draft.ask(name), None, named)))
    years = [(str(y), f"{y} 年") for y in sorted({*range(now, now - YEARS, -1), year}, reverse=True)]
    field = choice("year", "年份", years, str(year), required=True)
    return show(request, "figures.html", {"title": "指标数字", "year": year, "filters": [field], "sections": sections})


def _row(asked: Asked) -> dict[str, Any]:
    found = asked.draft.figure(asked.phrase.name)
    return {
        "label": asked.phrase.label,
        "url": asked.url(),
        "value": None if found.value is None else asked.value(),
        "was": asked.last_year(),
        "unit": asked.phrase.counter,
        "rule": asked.phrase.meaning,
        "version": found.version,
        "declared": found.declared,
    }


urls = [
    path("figures/", figures_page, name="figures"),
    path("figures/evidence/", evidence_page, name="evidence"),
    path("papers/<int:number>/figure/", evidence_page, name="paper_figure"),
    path("papers/<int:number>/figure/<str:key>/", evidence_page, name="paper_figure"),
]
