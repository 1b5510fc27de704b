"""Forms: entering a new record, and every action on one that is there. What was typed is never lost."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db import models
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from unionhall.base.dates import Day
from unionhall.base.money import yuan
from unionhall.kernel.access.models import User
from unionhall.kernel.access.permissions import roles
from unionhall.kernel.access.scope import OutOfReach, Refused, grants_of, reach, require, rows
from unionhall.kernel.actions.declare import Action, Call, Invalid, Outcome, Problem, Stale
from unionhall.kernel.actions.inputs import Input
from unionhall.kernel.actions.run import run
from unionhall.kernel.files.models import File, UnfitFile, keep
from unionhall.kernel.orgs.models import Org
from unionhall.kernel.people.models import Card, Person
from unionhall.shell.pages.declare import Pages
from unionhall.shell.pages.frame import place_of, show
from unionhall.shell.pages.listing import filtered, seen

KINDS = {"long": "textarea", "day": "date", "money": "money", "integer": "integer", "flag": "checkbox", "files": "file", "person": "person"}
CARDS_AT_MOST = 8  # alternatives shown side by side; more become a select


def add(request: HttpRequest, name: str) -> HttpResponse:
    """Enter a new record."""
    page = seen(request, name)
    if not reach(request.user, page.create.permission):
        raise Refused(page.create.permission, place_of(request))
    return handle(request, page, page.create, None)


def act(request: HttpRequest, name: str, number: int, verb: str) -> HttpResponse:
    """Do something with a record."""
    page = seen(request, name)
    record = rows(page.model, request.user, page.view).filter(pk=number).first()
    action = next((action for action in page.actions if action.verb == verb), None)
    if record is None or action is None:
        raise OutOfReach
    require(request.user, action.permission, record)
    return handle(request, page, action, record)


def handle(request: HttpRequest, page: Pages, action: Action, record: Any) -> HttpResponse:
    """Show the form, or carry it out and say what came of it."""
    if request.method != "POST":
        values = action.initial(record) if record is not None else _started(request, page, action)
        return _form(request, page, action, record, values, [])
    try:
        data = _data(request, action, record)
        outcome = run(action, _call(request, record, data))
    except UnfitFile as error:
        return _form(request, page, action, record, request.POST, [Problem("invalid", str(error), _file_input(action))], 422)
    except Invalid as refused:
        return _form(request, page, action, record, request.POST, refused.problems, 422)
    except Stale as stale:
        return _form(request, page, action, record, request.POST, [], 409, stale)
    return _done(request, page, action, outcome)


def _call(request: HttpRequest, record: Any, data: dict[str, Any]) -> Call:
    reason = request.POST.get("reason", "")
    noted = request.POST.get("noted_at", "")
    if noted and not reason:
        reason = f"断网时填写于 {noted[:16].replace('T', ' ')}"
    version = request.POST.get("version", "")
    return Call(
        request.user,
        data,
        record=record,
        org=None if record is not None else place_of(request),
        version=int(version) if version.isdigit() else None,
        key=request.POST.get("key", "")[:64],
        reason=reason,
        confirmed=request.POST.get("confirm") == "1",
    )


def _data(request: HttpRequest, action: Action, record: Any) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for given in action.takes:
        if given.kind == "files":
            data[given.name] = _files(request, given, record)
        elif given.kind == "person" and _only_own(request):
            data[given.name] = request.user.person  # type: ignore[union-attr]  # a member acts for oneself
        else:
            data[given.name] = request.POST.get(given.name, "")
    return data


def _files(request: HttpRequest, given: Input, record: Any) -> list[File]:
    """What is there already, and what was added."""
    org: Org = record.org if record is not None else place_of(request)
    there = list(getattr(record, given.name).all()) if record is not None and hasattr(record, given.name) else []
    user = request.user if isinstance(request.user, User) else None
    return [*there, *(keep(org.home(), upload.name or "", upload.read(), user) for upload in request.FILES.getlist(given.name))]


def _done(request: HttpRequest, page: Pages, action: Action, outcome: Outcome) -> HttpResponse:
    record = outcome.record
    number = f"，编号 {record.number}" if getattr(record, "number", "") else ""
    if outcome.repeated:
        text = f"已保存，未重复登记{number}"
    elif action.creates:
        text = f"已登记{number}"
    else:
        text = f"已{action.label.removeprefix('办理')}"
    messages.success(request, text)
    for problem in outcome.problems:
        messages.warning(request, problem.message)
    if request.POST.get("again") == "1":
        kept = {name: request.POST.get(name, "") for name in page.keep if request.POST.get(name)}
        target = f"{reverse('add', args=[page.name])}?{urlencode(kept)}"
    else:
        target = reverse("record", args=[page.name, record.pk])
    return JsonResponse({"redirect": target}) if by_script(request) else redirect(target)


def _started(request: HttpRequest, page: Pages, action: Action) -> dict[str, Any]:
    """What a new form starts with: what 再记一条 kept, today, and the model's own defaults."""
    values: dict[str, Any] = {given.name: request.GET.get(given.name) or given.default for given in action.takes}
    day = page.model.day
    if day in values and not values[day]:
        values[day] = Day(timezone.localdate())
    return values


def _form(
    request: HttpRequest,
    page: Pages,
    action: Action,
    record: Any,
    values: Any,
    problems: Sequence[Problem],
    status: int = 200,
    stale: Stale | None = None,
) -> HttpResponse:
    fields = {given.name: field_of(request, given, values, problems, record) for given in action.takes if not _hidden(request, given)}
    first, more = _halves(page, action, fields)
    asks = next((problem for problem in problems if problem.level == "reason"), None)
    confirm = next((problem for problem in problems if problem.level == "confirm"), None)
    errors = [(f"f-{problem.field}" if problem.field else "", problem.message) for problem in problems if problem.level != "confirm"]
    reason = {"name": "reason", "label": "原因", "required": True, "value": request.POST.get("reason", ""), "max_length": 200}
    reason["errors"] = [problem.message for problem in problems if problem.field == "reason"]
    if action.needs_reason:
        first.append(reason)
    title = action.label if record is None else f"{action.label}：{record}"
    context = {
        "title": title,
        "action": request.get_full_path(),
        "key": request.POST.get("key") or secrets.token_hex(16),
        "version": (stale.record.version if stale else getattr(record, "version", None)) if record is not None else None,  # type: ignore[attr-defined]  # records have one
        "groups": [{"title": "", "fields": first}],
        "more": {"label": "更多信息（选填）", "fields": more} if more else None,
        "submit": "保存" if action.creates or action.fields else action.label,
        "danger": action.verb == "void",
        "again": "保存再记一条" if action.creates and page.keep else None,
        "cancel": reverse("record", args=[page.name, record.pk]) if record is not None else reverse("list", args=[page.name]),
        "draft": f"{page.name}-{action.verb}" if action.creates else None,
        "defaults": reverse("defaults", args=[page.name]) if page.defaults and action.creates else None,
        "errors": errors,
        "invalid": bool(errors),
        "notes": [{"tone": "warn", "text": effect_of(action, record)}] if action.verb == "void" else [],
        "duplicate": confirm.message if confirm else None,
        "limit": asks.message if asks else None,
        "reason": reason,
        "conflict": conflict(stale) if stale else None,
        "crumbs": [(page.label, reverse("list", args=[page.name])), (title, None)],
    }
    return show(request, "form.html", context, status)


def effect_of(action: Action, record: Any) -> str:
    """What voiding does, in words that name the object."""
    day = getattr(record, record.day, None) if record.day else None
    when = f"{day.year}年{day.month}月的" if isinstance(day, date) else ""
    return f"作废后，“{record}”不再计入{when}数字和报表；记录和办理日志保留。"


def conflict(stale: Stale) -> dict[str, Any]:
    """What somebody else has saved meanwhile, beside what was typed."""
    return {"text": str(stale), "rows": [(label, mine, theirs) for label, (theirs, mine) in stale.theirs.items()]}


def _halves(page: Pages, action: Action, fields: dict[str, dict[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What stands at the top, and what stands under more."""
    if not page.first or not action.creates:
        return list(fields.values()), []
    top = [fields[name] for name in page.first if name in fields]
    return top, [field for name, field in fields.items() if name not in page.first]


def field_of(request: HttpRequest, given: Input, values: Any, problems: Iterable[Problem], record: Any) -> dict[str, Any]:
    """An input as the form shows it: with what was typed, and what was wrong with it."""
    wrong = [problem.message for problem in problems if problem.field == given.name and problem.level != "confirm"]
    field: dict[str, Any] = {"name": given.name, "label": given.label, "required": given.required, "hint": given.hint, "errors": wrong}
    field |= {"kind": KINDS.get(given.kind, "text"), "max_length": given.max_length or None, "value": written(values.get(given.name))}
    if given.kind == "money" and isinstance(values.get(given.name), int):
        field["value"] = yuan(values[given.name]).replace(",", "")
    if given.kind in ("choice", "tree"):
        options = given.options()
        field |= {"options": options, "kind": "choices" if 2 < len(options) <= CARDS_AT_MOST and given.required else "choice"}
    elif given.kind in ("unit", "org", "record"):
        field |= {"options": _choices(request, given), "kind": "choice"}
    elif given.kind == "person":
        field |= {"source": reverse("people"), **_picked(values.get(given.name), place_of(request))}
    elif given.kind == "files":
        field["files"] = _there(record, given.name)
    if given.kind == "money":
        field["hint"] = "" if given.hint == "元" else given.hint
    return field


def written(value: Any) -> str:
    """A value as a form holds it."""
    if isinstance(value, Day):
        return (
            f"{value.value:%Y-%m-%d}"
            if value.precision == "day"
            else f"{value.value:%Y-%m}"
            if value.precision == "month"
            else str(value.value.year)
        )
    if isinstance(value, models.Model):
        return str(value.pk)
    if isinstance(value, bool):
        return "1" if value else ""
    return "" if value is None else str(value)


def _choices(request: HttpRequest, given: Input) -> list[tuple[str, str]]:
    org = place_of(request)
    if org is None or given.model is None:
        return []
    if given.model is Org:
        places = Org.objects.filter(path__startswith=org.path, dissolved_on=None).order_by("path")
        return [(str(place.pk), str(place)) for place in places if given.kind == "org" or place.pk != org.pk]
    own = given.model._default_manager.filter(org__path__startswith=org.path).order_by("-pk")
    return [(str(row.pk), str(row)) for row in own.exclude(state="void")[:200]]


def _picked(value: Any, org: Org | None) -> dict[str, Any]:
    number = value.pk if isinstance(value, Person) else int(value) if str(value or "").isdigit() else None
    card = Card.objects.filter(person=number, org__path__startswith=org.path).select_related("unit").first() if number and org else None
    return {"value": card.person_id, "text": card.name, "note": str(card.unit or "")} if card else {"value": "", "text": "", "note": ""}


def _there(record: Any, name: str) -> list[dict[str, str]]:
    files = getattr(record, name).all() if record is not None and hasattr(record, name) else []
    return [file_link(file) for file in files]


def file_link(file: File) -> dict[str, str]:
    """A file as the record page shows it."""
    url = reverse("file", args=[file.pk])
    return {"url": url, "thumb": url if file.kind.startswith("image/") else "", "label": file.name}


def _hidden(request: HttpRequest, given: Input) -> bool:
    return given.kind == "person" and _only_own(request)


def _only_own(request: HttpRequest) -> bool:
    """A member fills in forms about oneself only."""
    held = grants_of(request.user)
    return bool(held) and all(roles[grant.role].own for grant in held)


def _file_input(action: Action) -> str:
    return next((given.name for given in action.takes if given.kind == "files"), "")


def by_script(request: HttpRequest) -> bool:
    """Whether the client script sent the form, which wants JSON back."""
    return request.headers.get("X-Requested-With") == "fetch"


def defaults(request: HttpRequest, name: str) -> HttpResponse:
    """What a form may fill in from what was chosen, such as the standard amount of a kind."""
    page = seen(request, name)
    org = place_of(request)
    values = page.defaults(org, request.GET.dict()) if page.defaults and org else {}
    return JsonResponse({"values": values, "hints": {}})


def batch(request: HttpRequest, name: str, verb: str) -> HttpResponse:
    """One step for many ticked rows; each on its own, and what failed is told row by row."""
    page = seen(request, name)
    action = next((action for action in page.actions if action.verb == verb), None)
    if action is None or request.method != "POST":
        raise OutOfReach
    chosen = filtered(request, page, _query(request)) if request.POST.get("all") == "1" else rows(page.model, request.user, page.view)
    if request.POST.get("all") != "1":
        chosen = chosen.filter(pk__in=[number for number in request.POST.getlist("ids") if number.isdigit()])
    done, failed = 0, []
    for record in chosen[:1000]:
        try:
            run(action, Call(request.user, {}, record=record))
            done += 1
        except Invalid as refused:
            failed.append(f"{record}：{refused}")
    messages.success(request, f"已{action.label} {done} 条")
    for text in failed[:20]:
        messages.warning(request, text)
    return redirect(f"{reverse('list', args=[name])}?{request.POST.get('query', '')}")


def _query(request: HttpRequest) -> Any:
    return QueryDict(request.POST.get("query", ""))
