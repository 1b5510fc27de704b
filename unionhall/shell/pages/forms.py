"""The form of one action: shown, filled in, carried out. What was typed is never lost."""

import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib import messages
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from unionhall.base.dates import Day
from unionhall.base.money import yuan
from unionhall.kernel.access.models import User
from unionhall.kernel.actions.declare import Action, Call, Invalid, Outcome, Problem, Stale
from unionhall.kernel.actions.inputs import Input
from unionhall.kernel.actions.run import run
from unionhall.kernel.files.models import File, UnfitFile, keep
from unionhall.kernel.orgs.models import Org
from unionhall.kernel.people.models import Card, Person
from unionhall.shell.pages.frame import leave_for, place_of, show

KINDS = {"long": "textarea", "day": "date", "money": "money", "integer": "integer", "flag": "checkbox", "files": "file", "person": "person"}
WRITTEN = {"day": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}
CARDS_AT_MOST = 8  # alternatives shown side by side; more become a select
REASON = Input("reason", "原因", max_length=200)


@dataclass(frozen=True)
class Sheet:
    """A form for one action: what it asks, what it fills in itself, where it leads.

    ``asked`` stand beside the action's own inputs, or in place of those of the same name; ``fixed`` are given without asking. Where
    ``first`` are named they stand at the top, and the rest under more. ``done`` is said instead of the usual sentence; ``after`` leads
    on from the record, instead of to ``back``; ``problems`` are what the page itself has found wrong.
    """

    action: Action
    title: str
    back: str
    crumb: tuple[str, str]
    record: Any = None
    org: Org | None = None
    asked: tuple[Input, ...] = ()
    fixed: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    first: tuple[str, ...] = ()
    done: str | None = None
    after: Callable[[Any], str] | None = None
    problems: tuple[Problem, ...] = ()
    context: Mapping[str, Any] = field(default_factory=dict)

    @property
    def inputs(self) -> list[Input]:
        found = {given.name: given for given in (*self.action.takes, *self.asked)}
        return [given for name, given in found.items() if name not in self.fixed]


def fill(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """Show the form, or do what it asks for; where that is refused, show it again with what was typed."""
    if request.method != "POST":
        return _form(request, sheet, sheet.values, [])
    stale, problems = None, list(sheet.problems)
    try:
        if not problems:
            return _done(request, sheet, run(sheet.action, _call(request, sheet)))
    except UnfitFile as error:
        problems = [Problem("invalid", str(error), next(given.name for given in sheet.inputs if given.kind == "files"))]
    except Invalid as refused:
        problems = refused.problems
    except Stale as found:
        stale = found
    return _form(request, sheet, request.POST, problems, stale)


def _call(request: HttpRequest, sheet: Sheet) -> Call:
    reason, noted, version, key = (request.POST.get(name, "") for name in ("reason", "noted_at", "version", "key"))
    if noted and not reason:
        reason = f"断网时填写于 {noted[:16].replace('T', ' ')}"
    data: dict[str, Any] = {given.name: request.POST.get(given.name, "") for given in sheet.inputs if given.kind != "files"}
    data |= {given.name: _files(request, given, sheet.record) for given in sheet.inputs if given.kind == "files"}
    seen, sure = int(version) if version.isdigit() else None, request.POST.get("confirm") == "1"
    return Call(request.user, data | dict(sheet.fixed), sheet.record, sheet.org, version=seen, key=key[:64], reason=reason, confirmed=sure)


def _files(request: HttpRequest, given: Input, record: Any) -> list[File]:
    """What is there already, and what was added."""
    org: Any = record.org if record is not None else place_of(request)
    user = request.user if isinstance(request.user, User) else None
    added = (keep(org.home(), upload.name or "", upload.read(), user) for upload in request.FILES.getlist(given.name))
    return [*_there(record, given.name), *added]


def _there(record: Any, name: str) -> list[File]:
    return list(getattr(record, name).all()) if hasattr(record, name) else []


def _done(request: HttpRequest, sheet: Sheet, outcome: Outcome) -> HttpResponse:
    number = f"，编号 {outcome.record.number}" if getattr(outcome.record, "number", "") else ""
    usual = f"已登记{number}" if sheet.action.creates else f"已{sheet.action.label.removeprefix('办理')}"
    text = f"已保存，未重复登记{number}" if outcome.repeated else usual if sheet.done is None else sheet.done
    if text:
        messages.success(request, text)
    for problem in outcome.problems:
        messages.warning(request, problem.message)
    return leave_for(request, sheet.after(outcome.record) if sheet.after else sheet.back)


def _form(request: HttpRequest, sheet: Sheet, values: Any, problems: list[Problem], stale: Stale | None = None) -> HttpResponse:
    action, record = sheet.action, stale.record if stale else sheet.record
    fields = {given.name: field_of(request, given, values, problems, sheet.record) for given in sheet.inputs}
    top = sheet.first or tuple(fields)
    reason = field_of(request, REASON, request.POST, problems, None)
    wrong = [problem for problem in problems if problem.level != "confirm"]
    errors = [(f"f-{problem.field}" if problem.field in {*fields, "reason"} else "", problem.message) for problem in wrong]
    context = {
        "title": sheet.title,
        "action": request.get_full_path(),
        "key": request.POST.get("key") or secrets.token_hex(16),
        "version": getattr(record, "version", None),
        "groups": [{"fields": [fields[name] for name in top if name in fields] + ([reason] if action.needs_reason else [])}],
        "more": {"fields": rest} if (rest := [shown for name, shown in fields.items() if name not in top]) else None,
        "submit": "保存" if fields else action.label,
        "danger": action.verb == "void",
        "notes": [{"tone": "warn", "text": effect_of(sheet.record)}] if action.verb == "void" else [],
        "cancel": sheet.back,
        "errors": errors,
        "duplicate": "；".join(problem.message for problem in problems if problem.level == "confirm"),
        "limit": next((problem.message for problem in problems if problem.level == "reason"), None),
        "reason": reason,
        "conflict": conflict(stale) if stale else None,
        "crumbs": [sheet.crumb, (sheet.title, None)],
        **sheet.context,
    }
    return show(request, "form.html", context, 409 if stale else 422 if problems else 200)


def effect_of(record: Any) -> str:
    """What voiding does, in words that name the object."""
    day = getattr(record, record.day, None) if record.day else None
    when = f"{day.year}年{day.month}月的" if isinstance(day, date) else ""
    return f"作废后，“{record}”不再计入{when}数字和报表；记录和办理日志保留。"


def conflict(stale: Stale) -> dict[str, Any]:
    """What somebody else has saved meanwhile, beside what was typed."""
    return {"text": str(stale), "rows": [(label, mine, theirs) for label, (theirs, mine) in stale.theirs.items()]}


def field_of(request: HttpRequest, given: Input, values: Any, problems: Iterable[Problem], record: Any) -> dict[str, Any]:
    """An input as the form shows it: with what was typed, and what was wrong with it."""
    value = values.get(given.name)
    wrong = [problem.message for problem in problems if problem.field == given.name and problem.level != "confirm"]
    shown: dict[str, Any] = {"name": given.name, "label": given.label, "required": given.required, "hint": given.hint, "errors": wrong}
    shown |= {"kind": KINDS.get(given.kind, "text"), "max_length": given.max_length or None, "value": written(value)}
    if given.kind == "money":
        amount = yuan(value).replace(",", "") if isinstance(value, int) else shown["value"]
        shown |= {"value": amount, "hint": "" if given.hint == "元" else given.hint}
    elif given.kind in ("choice", "tree"):
        options = given.options()
        shown |= {"options": options, "kind": "choices" if 2 < len(options) <= CARDS_AT_MOST and given.required else "choice"}
    elif given.kind in ("unit", "org", "record"):
        shown |= {"options": choices_of(request, given), "kind": "choice"}
    elif given.kind == "person":
        shown |= {"source": reverse("people"), **_picked(value, place_of(request))}
    elif given.kind == "files":
        shown["files"] = _there(record, given.name)
    return shown


def written(value: Any) -> str:
    """A value as a form holds it."""
    if isinstance(value, Day):
        return f"{value.value:{WRITTEN[value.precision]}}"
    if isinstance(value, models.Model):
        return str(value.pk)
    if isinstance(value, bool):
        return "1" if value else ""
    return "" if value is None else str(value)


def choices_of(request: HttpRequest, given: Input) -> list[tuple[str, str]]:
    """The places or records of one's own place that an input names."""
    org = place_of(request)
    if org is None or given.model is None:
        return []
    if given.model is Org:
        places = org.subtree().filter(dissolved_on=None).order_by("path")
        return [(str(place.pk), str(place)) for place in places if given.kind == "org" or place.pk != org.pk]
    own = given.model._default_manager.filter(org__path__startswith=org.path).order_by("-pk")
    return [(str(row.pk), str(row)) for row in own.exclude(state="void")[:200]]


def _picked(value: Any, org: Org | None) -> dict[str, Any]:
    number = value.pk if isinstance(value, Person) else int(value) if str(value or "").isdigit() else None
    card = Card.objects.filter(person=number, org__path__startswith=org.path).select_related("unit").first() if number and org else None
    return {"value": card.person_id, "text": card.name, "note": str(card.unit or "")} if card else {"value": "", "text": "", "note": ""}
