"""Entering records: a new one, every action on one that is there, and one step for many."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone

from unionhall.base.dates import Day
from unionhall.kernel.access.permissions import roles
from unionhall.kernel.access.scope import OutOfReach, grants_of, require
from unionhall.kernel.actions.declare import Action, Call, Invalid
from unionhall.kernel.actions.run import run
from unionhall.shell.pages.declare import Pages
from unionhall.shell.pages.forms import Sheet, fill
from unionhall.shell.pages.frame import found_in, place_of
from unionhall.shell.pages.listing import label_of, seen, ticked

REASONS = 3  # that a batch tells of those refused


def add(request: HttpRequest, name: str) -> HttpResponse:
    """Enter a new record."""
    page = seen(request, name, to_add=True)
    assert page.create is not None
    sheet = replace(_sheet(request, page, page.create), org=place_of(request), values=_started(request, page.create, page.model))
    again, defaults = "保存再记一条" if page.keep else None, reverse("defaults", args=[name]) if page.defaults else None
    context = {"again": again, "draft": f"{name}-{page.create.verb}", "defaults": defaults}
    return fill(request, page.fit(request, replace(sheet, first=page.first, context=context)))


def act(request: HttpRequest, name: str, number: int, verb: str) -> HttpResponse:
    """Do something with a record."""
    page = seen(request, name)
    record, action = found_in(request, page.model, page.view, number), _action(page, verb)
    require(request.user, action.permission, record)
    title, back = f"{label_of(page, action)}：{page.title(record)}", reverse("record", args=[name, number])
    sheet = replace(_sheet(request, page, action), record=record, title=title, back=back, values=action.initial(record))
    return fill(request, page.fit(request, sheet))


def _action(page: Pages, verb: str) -> Action:
    found = next((action for action in page.actions if action.verb == verb), None)
    if found is None:
        raise OutOfReach
    return found


def _sheet(request: HttpRequest, page: Pages, action: Action) -> Sheet:
    """The form as it is for a new record and for one that is there."""
    books = reverse("list", args=[page.name])
    own = {given.name: request.user.person for given in action.takes if given.kind == "person"} if _only_own(request) else {}  # type: ignore[union-attr]  # whoever holds a grant is a user
    return Sheet(action, action.label, books, (page.label, books), fixed=own, after=lambda done: _next(request, page, done))


def _only_own(request: HttpRequest) -> bool:
    """Whether the person fills in forms about oneself only."""
    held = grants_of(request.user)
    return bool(held) and all(roles[grant.role].own for grant in held)


def _started(request: HttpRequest, action: Action, model: Any) -> dict[str, Any]:
    """What a new form starts with: what 再记一条 kept, today, and the model's own defaults."""
    values: dict[str, Any] = {given.name: request.GET.get(given.name) or given.default for given in action.takes}
    day = getattr(model, "day", "")
    return values | {day: values[day] or Day(timezone.localdate())} if day in values else values


def _next(request: HttpRequest, page: Pages, record: Any) -> str:
    """The record, or where the next one is entered, what stays the same filled in."""
    if request.POST.get("again") != "1":
        return reverse("record", args=[page.name, record.pk])
    kept = {name: request.POST.get(name, "") for name in page.keep if request.POST.get(name)}
    return f"{reverse('add', args=[page.name])}?{urlencode(kept)}"


def defaults(request: HttpRequest, name: str) -> HttpResponse:
    """What a form may fill in from what was chosen, such as the standard amount of a kind."""
    page, org = seen(request, name), place_of(request)
    values = page.defaults(org, request.GET.dict()) if page.defaults and org else {}
    return JsonResponse({"values": values, "hints": {}})


def batch(request: HttpRequest, name: str, verb: str) -> HttpResponse:
    """One step for many ticked rows, each on its own; in one message what came of them."""
    page = seen(request, name)
    action, query = _action(page, verb), request.POST.get("query", "")
    done, closed, failed = 0, 0, []
    for record in ticked(request, page)[:1000]:
        if not action.open_for(record):
            closed += 1
            continue
        try:
            run(action, Call(request.user, {}, record=record))
            done += 1
        except Invalid as refused:
            failed.append(f"{record}：{refused}")
    told = [f"已{action.label} {done} 条", *([f"{closed} 条的状态不能办理，没有改动"] if closed else [])]
    told += [f"{len(failed)} 条没有办成：{'；'.join(failed[:REASONS])}"] if failed else []
    messages.add_message(request, messages.WARNING if closed or failed else messages.SUCCESS, "；".join(told))
    return redirect(f"{reverse('list', args=[name])}?{query}")


urls = [
    path("<str:name>/add/", add, name="add"),
    path("<str:name>/defaults/", defaults, name="defaults"),
    path("<str:name>/batch/<str:verb>/", batch, name="batch"),
    path("<str:name>/<int:number>/<str:verb>/", act, name="act"),
]
