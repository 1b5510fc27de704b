"""The record page: what it says, its way through the flow, evidence, links, who did what, and which papers cite it."""

from dataclasses import replace
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from unionhall.base.identifiers import mask_identity
from unionhall.kernel.access.models import User
from unionhall.kernel.access.permissions import FILES, REVEAL
from unionhall.kernel.access.scope import OutOfReach, may, require, rows
from unionhall.kernel.actions.declare import actions
from unionhall.kernel.actions.models import Origin
from unionhall.kernel.actions.persons import REVEAL_IDENTITY
from unionhall.kernel.audit.models import Entry
from unionhall.kernel.files.models import File
from unionhall.kernel.flows.flow import flows
from unionhall.kernel.ledger.models import Fact
from unionhall.kernel.links.models import links_of
from unionhall.kernel.papers.models import Paper
from unionhall.kernel.people.identity import unseal
from unionhall.kernel.people.models import Document
from unionhall.shell.pages.audit import CHANNELS
from unionhall.shell.pages.cells import cards_of, cells_of, columns, moment, tone
from unionhall.shell.pages.declare import Lines, Pages, pages
from unionhall.shell.pages.forms import Sheet, file_link, fill
from unionhall.shell.pages.frame import found_in, show
from unionhall.shell.pages.listing import seen
from unionhall.shell.pages.tables import attachment, heads
from unionhall.shell.sheets.exporting import signing_sheet
from unionhall.shell.sheets.register import registers

REVEALED_SECONDS = 1800


def record_page(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """One record, as far as the person may see it."""
    page = seen(request, name)
    record = found_in(request, page.model, page.view, number)
    entries = list(Entry.objects.filter(model=name, record_id=number).select_related("actor").order_by("-pk")[:50])
    open_actions = [action for action in page.actions if action.open_for(record) and may(request.user, action.permission, record)]
    buttons = [{"label": action.label, "url": reverse("act", args=[name, number, action.verb])} for action in open_actions]
    for button in buttons[:1]:
        button["tone"] = "primary"
    flow = flows.get(name)
    path = flow.path(record) if flow else []
    context = {
        "title": str(record),
        "state": record.state_label(),
        "tone": tone(record),
        "meta": [(label, value) for label, value in (("编号", record.number), ("小组", record.unit), ("单位", record.org)) if value],
        "actions": buttons[:2],
        "more": buttons[2:],
        "steps": [label for _, label, _ in path] if len(path) > 1 else [],
        "step": next((index + (record.state == path[-1][0]) for index, (_, _, how) in enumerate(path) if how == "now"), 0),
        "facts": _facts(request, page, record),
        "panels": [_panel(request, panel, record) for panel in page.panels],
        "evidence": _evidence(page, record),
        "events": [_event(entry) for entry in entries],
        "changes": [change for entry in entries[:20] for change in _changes(entry)],
        "links": _links(request, name, number),
        "cited": _cited(record),
        "crumbs": [(page.label, reverse("list", args=[name])), (str(record), None)],
    }
    return show(request, "record.html", context)


def _facts(request: HttpRequest, page: Pages, record: Any) -> list[dict[str, Any]]:
    """Every field that says something, the person's card first."""
    cards = cards_of([record])
    hidden = {"id", "org", "unit", "number", "state", "version", "created_at", "person"}
    names = [name for name in page.columns if name.startswith("card.")]
    names += [f.name for f in page.model._meta.concrete_fields if f.name not in hidden and not f.name.endswith("_precision")]
    out = []
    for column in columns(page.model, names):
        text = column.text(record, cards, masked=False)
        if text:
            out.append({"label": column.label, "value": text, "num": column.kind == "num", "wide": len(text) > 30})
    out += _identity(request, page, record, cards)
    origin = Origin.objects.filter(model=page.name, record_id=record.pk).select_related("batch").order_by("pk").first()
    if origin:
        out.append({"label": "来源", "value": f"{origin.batch.file_name}“{origin.sheet}”第 {origin.row} 行", "wide": True})
    return out


def _identity(request: HttpRequest, page: Pages, record: Any, cards: Any) -> list[dict[str, Any]]:
    """The identity number on the page of the roster: masked, unless its reason was given in the last half hour."""
    card = cards.get((record.org_id, getattr(record, "person_id", 0)))
    listed = card and "card.phone" in page.columns
    document = Document.objects.filter(person=card.person_id).first() if listed else None
    if document is None:
        return []
    if request.session.get(f"revealed-{card.pk}", 0) > timezone.now().timestamp():
        return [{"label": "身份证号", "value": unseal(document)}]
    action = {"label": "查看完整", "url": reverse("reveal", args=[page.name, record.pk])}
    allowed = may(request.user, REVEAL, card)
    return [{"label": "身份证号", "value": mask_identity(unseal(document)), "action": action if allowed else None}]


def reveal(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """Ask for the reason, log it, and show the whole number for half an hour."""
    page = seen(request, name)
    card = found_in(request, page.model, page.view, number).card()
    if card is None:
        raise OutOfReach
    back, title = reverse("record", args=[name, number]), f"查看完整证件号：{card.name}"

    def remember(card: Any) -> str:
        request.session[f"revealed-{card.pk}"] = timezone.now().timestamp() + REVEALED_SECONDS
        return back

    notes = [{"tone": "info", "text": "查看会记入办理日志，30 分钟内不必重复说明。"}]
    sheet = Sheet(REVEAL_IDENTITY, title, back, (page.label, reverse("list", args=[name])), card, done="", after=remember)
    return fill(request, replace(sheet, context={"notes": notes, "submit": "查看"}))


def _panel(request: HttpRequest, panel: Lines, record: Any) -> dict[str, Any]:
    name = panel.model._meta.label_lower
    found = list(_lines(request, panel, record).select_related("unit")[:300])
    cards = cards_of(found)
    shown = columns(panel.model, panel.columns)
    lines = [{"id": row.pk, "cells": cells_of(shown, row, cards, panel.columns[0])} for row in found]
    columns_ = heads(*((column.label, column.kind, min(place, 5)) for place, column in enumerate(shown, 1)))
    signs = pages[name].register and may(request.user, pages[name].create.permission, record)
    action = {"label": "签收表", "url": reverse("sign_off", args=[record._meta.label_lower, record.pk])} if signs else None
    return {"title": f"{panel.label}（{len(found)} 条）", "columns": columns_, "rows": lines, "total": None, "action": action}


def _lines(request: HttpRequest, panel: Lines, record: Any) -> Any:
    """The lines of a record that the person may see, in the order in which they came."""
    found = rows(panel.model, request.user, pages[panel.model._meta.label_lower].view)
    return found.filter(**{panel.field: record}).exclude(state="void").order_by("pk")


def sign_off(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """The lines of a record as a sheet to print, with room for a signature each."""
    page = seen(request, name)
    record = found_in(request, page.model, page.view, number)
    panel = next((panel for panel in page.panels if pages[panel.model._meta.label_lower].register), None)
    if panel is None:
        raise OutOfReach
    lines = pages[panel.model._meta.label_lower]
    require(request.user, lines.create.permission, record)
    title = f"{record}签收表"
    return attachment(signing_sheet(registers[lines.register], _lines(request, panel, record), title), f"{title}.xlsx")


def _evidence(page: Pages, record: Any) -> dict[str, Any] | None:
    if not page.evidence:
        return None
    checks, photos = [], []
    for name in page.evidence:
        files = list(getattr(record, name).all())
        label = str(page.model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # a field of files
        checks.append({"label": f"{label} {len(files)} 份" if files else f"缺{label}", "tone": "done" if files else "warn"})
        photos += [file_link(file) for file in files]
    return {"checks": checks, "photos": photos, "missing": sum(check["tone"] == "warn" for check in checks)}


def _event(entry: Entry) -> dict[str, Any]:
    action, via = actions.get(entry.action), "" if entry.channel == "page" else CHANNELS.get(entry.channel, "")
    who = f"{entry.actor}（{via}）" if entry.actor and via else str(entry.actor or via or "系统")
    title = action.label if action else entry.action
    return {"title": title, "who": who, "when": moment(entry.at), "text": entry.reason, "kind": "done"}


def _changes(entry: Entry) -> list[dict[str, str]]:
    """Field by field; what the first entry wrote is the record itself, and not repeated."""
    action = actions.get(entry.action)
    if action is None or action.creates:
        return []
    said = {"when": moment(entry.at), "who": str(entry.actor or "系统")}
    return [{**said, "field": c["field"], "old": c["old"], "new": c["new"]} for c in entry.changes]


def _links(request: HttpRequest, name: str, number: int) -> list[dict[str, str]]:
    out = []
    for link in links_of(name, number):
        other, other_id = (link.to_model, link.to_id) if link.from_model == name else (link.from_model, link.from_id)
        page = pages.get(other)
        record = rows(page.model, request.user, page.view).filter(pk=other_id).first() if page else None
        if record:
            out.append({"lead": link.kind, "text": str(record), "url": reverse("record", args=[other, other_id])})
    return out


def _cited(record: Any) -> list[dict[str, str]]:
    """The frozen papers of which a figure counts this record."""
    facts = list(Fact.objects.filter(model=record.ref[0], record_id=record.ref[1]).values_list("metric", "on", "seq"))
    out = []
    for paper in Paper.objects.filter(org__in=_places(record), state=Paper.State.FROZEN).order_by("-period_code") if facts else ():
        quoted = set(paper.quotes.values_list("metric", flat=True))
        if any(metric in quoted and on in paper.period and seq <= (paper.position or 0) for metric, on, seq in facts):
            out.append({"lead": paper.period.label, "text": str(paper), "url": reverse("paper", args=[paper.pk])})
    return out


def _places(record: Any) -> list[int]:
    """The organization and all above it: their papers may count the record."""
    return [int(step) for step in record.org.path.split(".") if step]


def file_page(request: HttpRequest, number: int) -> HttpResponse | FileResponse:
    """A file, to whoever may see a record that it belongs to."""
    file = File.objects.filter(pk=number).first()
    if file is None or not (may(request.user, FILES, file) or _of_own(request, file)):
        raise OutOfReach
    response = FileResponse(file.path.open("rb"), content_type=file.kind)
    response["Content-Disposition"] = "inline" if file.kind.startswith("image/") else "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _of_own(request: HttpRequest, file: File) -> bool:
    """Whether a record about the person, or of the person's group, carries the file."""
    proofs = ((page, name) for page in pages for name in page.evidence)
    carried = any(rows(page.model, request.user, page.view).filter(**{name: file}).exists() for page, name in proofs)
    return carried or (isinstance(request.user, User) and file.uploaded_by_id == request.user.pk)
