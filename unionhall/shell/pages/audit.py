"""The log of a place: who did what, when and why, masked as it was stored, and how far it is sealed."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse

from unionhall.base.periods import Period
from unionhall.kernel.access.permissions import AUDIT, roles
from unionhall.kernel.access.scope import rows
from unionhall.kernel.actions.declare import actions
from unionhall.kernel.audit import log
from unionhall.kernel.audit.models import Block, Entry
from unionhall.kernel.ledger.metrics import metrics
from unionhall.kernel.ledger.models import model_named
from unionhall.kernel.orgs.models import kinds
from unionhall.kernel.papers.declare import paper_kinds
from unionhall.shell.pages.cells import moment
from unionhall.shell.pages.declare import pages
from unionhall.shell.pages.frame import own_place, show
from unionhall.shell.pages.listing import nothing_found, periods
from unionhall.shell.pages.tables import choice, heads, paged

SPELLED_OUT = 3  # changes of one entry that are told
LONGEST = 30  # characters of a value
CHANNELS = {"page": "网页", "import": "导入", "command": "命令行", "api": "接口", "job": "系统"}
COLUMNS = (*(("时间", "code", 4), ("经办人", "code", 2), ("办理", "code", 1)), *(("对象", "code", 5), ("变更", "", 3), ("途径", "code", 0)))
NAMED: tuple[Any, ...] = (roles, paper_kinds, kinds, metrics)  # registries whose names stand in entries


def audit(request: HttpRequest) -> HttpResponse:
    """The entries of the place and of everything below it, newest first."""
    place = own_place(request, AUDIT)
    everything = rows(Entry, request.user, AUDIT).filter(org__path__startswith=place.path)
    shown, page = paged(request, _narrowed(request, everything).select_related("actor").order_by("-at", "-pk"))
    blocks, last = Block.objects.count(), Block.objects.order_by("-pk").first()
    sealed = f"，最近一次 {moment(last.closed_at)}" if last else ""
    context = {
        "title": "办理日志",
        "sums": [(page["count"], "条", "共"), (f"{blocks}", f"块{sealed}", "已封"), (f"{log.younger():,}", "条", "未封块")],
        "filters": _filters(request, everything),
        "columns": heads(*COLUMNS),
        "rows": [{"id": entry.pk, "cells": _cells(entry)} for entry in shown],
        "page": page,
        "empty": nothing_found(request),
    }
    return show(request, "list.html", context)


def _narrowed(request: HttpRequest, entries: Any) -> Any:
    who, done, when = (request.GET.get(name, "").strip() for name in ("who", "action", "when"))
    if who:
        entries = entries.filter(Q(actor__display_name__icontains=who) | Q(actor__name__iexact=who))
    if done:
        entries = entries.filter(action=done)
    try:
        period = Period.parse(when) if when else None
    except ValueError:
        return entries.none()
    if period:
        entries = entries.filter(at__date__gte=period.start, at__date__lt=period.end)
    return entries


def _filters(request: HttpRequest, entries: Any) -> list[dict[str, Any]]:
    names = sorted(entries.order_by().values_list("action", flat=True).distinct())
    return [
        {"name": "who", "label": "经办人", "kind": "search", "value": request.GET.get("who", ""), "placeholder": "姓名"},
        choice("action", "办理", [(name, _told(name)) for name in names], request.GET.get("action", "")),
        choice("when", "时间", periods(), request.GET.get("when", "")),
    ]


def _told(name: str) -> str:
    """The action's label, with the object where the label alone would not say."""
    action = actions.get(name)
    if action is None:
        return name
    noun = str(action.model._meta.verbose_name)
    return action.label if noun in action.label or action.creates else f"{action.label}（{noun}）"


def _cells(entry: Entry) -> list[Any]:
    action, when = actions.get(entry.action), moment(entry.at)
    done = {"text": action.label if action else entry.action, "sub": f"原因：{entry.reason}" if entry.reason else ""}
    via = CHANNELS.get(entry.channel, entry.channel)
    return [when, str(entry.actor or "系统"), done, _object(entry), _changes(entry), via]


def _object(entry: Entry) -> Any:
    """The record by its kind and number, as a link where it has a page."""
    number = next((change["new"] for change in entry.changes if change["field"] == "编号" and change["new"]), "")
    text = number or f"{_noun(entry.model)} {entry.record_id or ''}".strip()
    linked = entry.model in pages and entry.record_id
    return {"text": text, "url": reverse("record", args=[entry.model, entry.record_id])} if linked else text


def _noun(model: str) -> str:
    try:
        return str(model_named(model)._meta.verbose_name)
    except LookupError:
        return model


def _changes(entry: Entry) -> str:
    changes = [(c["field"], _word(c["old"]), _word(c["new"]) or "空") for c in entry.changes if c["field"] not in ("编号", "组织")]
    told = [f"{field}：{f'{old} → ' if old else ''}{new}" for field, old, new in changes]
    more = f" 等 {len(told)} 项" if len(told) > SPELLED_OUT else ""
    return "；".join(told[:SPELLED_OUT]) + more or "--"


def _word(value: str) -> str:
    """A value as people read it: labels in place of registered names, and no more than a line."""
    label = next((registry[value].label for registry in NAMED if value in registry), value)
    return label if len(label) <= LONGEST else f"{label[:LONGEST]}…"


urls = [path("audit/", audit, name="audit")]
