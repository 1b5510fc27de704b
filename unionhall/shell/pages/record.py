"""The record page: what it says, its way through the flow, evidence, links, who did what, and which papers cite it."""

from dataclasses import replace
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.urls import path, reverse
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
from unionhall.kernel.ledger.models import Fact, Record
from unionhall.kernel.links.models import links_of
from unionhall.kernel.papers.models import Paper
from unionhall.kernel.people.identity import unseal
from unionhall.kernel.people.models import Document
from unionhall.shell.pages.audit import CHANNELS, done, who
from unionhall.shell.pages.declare import Lines, Pages, pages
from unionhall.shell.pages.forms import Sheet, fill
from unionhall.shell.pages.frame import found_in, show, with_related
from unionhall.shell.pages.listing import label_of, links_of_actions, seen, table_of
from unionhall.shell.pages.tables import Cards, attachment, cards_of, columns, moment
from unionhall.shell.sheets.exporting import signing_sheet
from unionhall.shell.sheets.register import registers

REVEALED_SECONDS = 1800
META = (("number", "编号"), ("unit", "小组"), ("org", "单位"))  # what stands beside the title
HIDDEN = {"id", "org", "unit", "number", "state", "version", "created_at", "person"}  # what the facts do not repeat


def record_page(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """One record, as far as the person may see it."""
    page = seen(request, name)
    record = found_in(request, page.model, page.view, number)
    page.prepare(request, [record])
    cards = cards_of([record])
    entries = list(Entry.objects.filter(model=name, record_id=number).select_related("actor").order_by("-pk")[:50])
    buttons = links_of_actions(request, page, record)
    for button in buttons[: name in pages]:
        button["tone"] = "primary"
    flow = flows.get(name)
    path = flow.path(record) if flow else []
    own = {f.name for f in page.model._meta.concrete_fields}
    context = {
        "title": page.title(record),
        "state": next((column.cell(record, cards) for column in columns(page.model, page.columns) if column.name == "state"), None),
        "meta": [(label, getattr(record, name)) for name, label in META if name in own and getattr(record, name)],
        "actions": buttons[:2],
        "more": buttons[2:],
        "steps": [label for _, label, _ in path] if len(path) > 1 else [],
        "step": next((index + (record.state == path[-1][0]) for index, (_, _, how) in enumerate(path) if how == "now"), 0),
        "facts": _facts(request, page, record, cards),
        "panels": [shown for panel in page.panels if (shown := _panel(request, panel, record))],
        "evidence": [(page.model._meta.get_field(name).verbose_name, list(getattr(record, name).all())) for name in page.evidence],
        "events": [_event(entry) for entry in entries],
        "changes": [change for entry in entries[:20] for change in _changes(entry)],
        "links": _links(request, name, number),
        "cited": _cited(record) if isinstance(record, Record) else None,
        "crumbs": [(page.label, reverse("list", args=[name])), (page.title(record), None)],
    }
    return show(request, "record.html", context)


def _facts(request: HttpRequest, page: Pages, record: Any, cards: Cards) -> list[dict[str, Any]]:
    """What the page declares, or every field that says something, the person's card first."""
    own = [f.name for f in page.model._meta.concrete_fields if f.name not in HIDDEN and not f.name.endswith("_precision")]
    of_card = [name for name in page.columns if isinstance(name, str) and name.startswith("card.")]
    out = []
    for column in columns(page.model, page.facts or (*of_card, *own)):
        cell = column.cell(record, cards, masked=False)
        said = cell if isinstance(cell, dict) else {"text": cell}
        if said["text"] not in ("", "--"):
            out.append({**said, "label": column.label, "value": said["text"], "num": column.kind == "num", "wide": len(said["text"]) > 30})
    out += _identity(request, page, record, cards)
    origin = Origin.objects.filter(model=page.name, record_id=record.pk).select_related("batch").order_by("pk").first()
    if origin:
        out.append({"label": "来源", "value": str(origin), "wide": True})
    return out


def _identity(request: HttpRequest, page: Pages, record: Any, cards: Cards) -> list[dict[str, Any]]:
    """The identity number on the page of the roster: masked, unless its reason was given in the last half hour."""
    card = next(iter(cards.values()), None) if "card.phone" in page.columns else None
    document = Document.objects.filter(person=card.person_id).first() if card else None
    if card is None or document is None:
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


def _panel(request: HttpRequest, panel: Lines, record: Any) -> dict[str, Any] | None:
    found = list(with_related(_lines(request, panel, record))[:300])
    actions = _panel_actions(request, panel, record)
    table = table_of(request, panel.model, panel.columns, found)
    shown = {"title": f"{panel.label}（{len(found)} 条）", **table, "actions": actions}
    return shown if len(found) >= panel.least or actions else None


def _panel_actions(request: HttpRequest, panel: Lines, record: Any) -> list[dict[str, str]]:
    """What is entered below a record is begun here, where it is not void; the lines of a register can be signed for on paper."""
    lines = panel.screens
    if lines is None or lines.create is None or not may(request.user, lines.create.permission, record):
        return []
    found = [{"label": "签收表", "url": reverse("sign_off", args=[record._meta.label_lower, record.pk])}] if lines.register else []
    if lines.offers(request, lines.create, record) and getattr(record, "state", "") != "void":
        found.append({"label": label_of(lines, lines.create), "url": f"{reverse('add', args=[lines.name])}?{panel.field}={record.pk}"})
    return found


def _lines(request: HttpRequest, panel: Lines, record: Any) -> Any:
    """The lines of a record that the person may see, in the order in which they came."""
    found = rows(panel.model, request.user, panel.screens.view) if panel.screens else panel.model._default_manager.all()
    found = found.filter(**{panel.field: record}).order_by("pk")
    return found.exclude(state="void") if issubclass(panel.model, Record) else found


def sign_off(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """The lines of a record as a sheet to print, with room for a signature each."""
    page = seen(request, name)
    record = found_in(request, page.model, page.view, number)
    title = f"{record}签收表"
    for panel, lines in [(panel, panel.screens) for panel in page.panels]:
        if lines and lines.register and lines.create:
            require(request.user, lines.create.permission, record)
            return attachment(signing_sheet(registers[lines.register], _lines(request, panel, record), title), f"{title}.xlsx")
    raise OutOfReach


def _event(entry: Entry) -> dict[str, Any]:
    via = "" if entry.channel == "page" else CHANNELS.get(entry.channel, "")
    by = f"{entry.actor}（{via}）" if entry.actor and via else str(entry.actor or via or "系统")
    return {"title": done(entry), "who": by, "when": moment(entry.at), "text": entry.reason, "kind": "done"}


def _changes(entry: Entry) -> list[dict[str, str]]:
    """Field by field; what the first entry wrote is the record itself, and not repeated."""
    action = actions.get(entry.action)
    if action is None or action.creates:
        return []
    said = {"when": moment(entry.at), "who": who(entry)}
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
    places = [int(step) for step in record.org.path.split(".") if step]  # all above the organization: their papers may count the record
    for paper in Paper.objects.filter(org__in=places, state=Paper.State.FROZEN).order_by("-period_code") if facts else ():
        quoted = set(paper.quotes.values_list("metric", flat=True))
        if any(metric in quoted and on in paper.period and seq <= (paper.position or 0) for metric, on, seq in facts):
            out.append({"lead": paper.period.label, "text": str(paper), "url": reverse("paper", args=[paper.pk])})
    return out


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


urls = [
    path("files/<int:number>/", file_page, name="file"),
    path("<str:name>/<int:number>/", record_page, name="record"),
    path("<str:name>/<int:number>/reveal/", reveal, name="reveal"),
    path("<str:name>/<int:number>/sign-off/", sign_off, name="sign_off"),
]
