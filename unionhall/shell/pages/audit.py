"""The log of a place: who did what, when and why, masked as it was stored, and how far it is sealed."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone

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
from unionhall.shell.pages.declare import pages
from unionhall.shell.pages.frame import show
from unionhall.shell.pages.listing import integer, pager, periods
from unionhall.shell.pages.places import own_place

SHOWN = 50
SPELLED_OUT = 3  # changes of one entry that are told
LONGEST = 30  # characters of a value
CHANNELS = {"page": "网页", "import": "导入", "command": "命令行", "api": "接口", "job": "系统"}
COLUMNS: list[dict[str, Any]] = [
    {"label": "时间", "kind": "code", "card": 4},
    {"label": "经办人", "kind": "code", "card": 2},
    {"label": "办理", "kind": "code", "card": 1},
    {"label": "对象", "kind": "code", "card": 5},
    {"label": "变更", "card": 3},
    {"label": "途径", "kind": "code"},
]
NAMED: tuple[Any, ...] = (roles, paper_kinds, kinds, metrics)  # registries whose names stand in entries


def audit(request: HttpRequest) -> HttpResponse:
    """The entries of the place and of everything below it, newest first."""
    place = own_place(request, AUDIT)
    everything = rows(Entry, request.user, AUDIT).filter(org__path__startswith=place.path)
    found = _narrowed(request, everything).select_related("actor").order_by("-at", "-pk")
    number, count = integer(request.GET.get("page"), 1), found.count()
    blocks, last = Block.objects.count(), Block.objects.order_by("-pk").first()
    sealed = f"，最近一次 {timezone.localtime(last.closed_at):%Y-%m-%d %H:%M}" if last else ""
    context = {
        "title": "办理日志",
        "sums": [(f"{count:,}", "条", "共"), (f"{blocks}", f"块{sealed}", "已封"), (f"{log.younger():,}", "条", "未封块")],
        "filters": _filters(request, everything),
        "columns": COLUMNS,
        "rows": [{"id": entry.pk, "cells": _cells(entry)} for entry in found[(number - 1) * SHOWN : number * SHOWN]],
        "page": pager(request, number, count),
        "empty": {"title": "没有符合条件的日志", "text": "可以放宽条件再找。", "actions": [{"label": "清除筛选", "url": request.path}]},
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
        {
            "name": "action",
            "label": "办理",
            "kind": "choice",
            "value": request.GET.get("action", ""),
            "options": [(name, _told(name)) for name in names],
        },
        {"name": "when", "label": "时间", "kind": "choice", "value": request.GET.get("when", ""), "options": periods()},
    ]


def _told(name: str) -> str:
    """The action's label, with the object where the label alone would not say."""
    action = actions.get(name)
    if action is None:
        return name
    noun = str(action.model._meta.verbose_name)
    return action.label if noun in action.label or action.creates else f"{action.label}（{noun}）"


def _cells(entry: Entry) -> list[Any]:
    action = actions.get(entry.action)
    who = str(entry.actor) if entry.actor else "系统"
    done: Any = {"text": action.label if action else entry.action, "sub": f"原因：{entry.reason}" if entry.reason else ""}
    return [
        f"{timezone.localtime(entry.at):%Y-%m-%d %H:%M}",
        who,
        done,
        _object(entry),
        _changes(entry),
        CHANNELS.get(entry.channel, entry.channel),
    ]


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


def _changes(entry: Entry) -> Any:
    told = [f"{change['field']}：{_step(change)}" for change in entry.changes if change["field"] not in ("编号", "组织")]
    more = f" 等 {len(told)} 项" if len(told) > SPELLED_OUT else ""
    return {"text": "；".join(told[:SPELLED_OUT]) + more or "--", "sub": f"原因：{entry.reason}" if entry.reason else ""}


def _step(change: dict[str, str]) -> str:
    old, new = _word(change["old"]), _word(change["new"]) or "空"
    return f"{old} → {new}" if old else new


def _word(value: str) -> str:
    """A value as people read it: labels in place of registered names, and no more than a line."""
    label = next((registry[value].label for registry in NAMED if value in registry), value)
    return label if len(label) <= LONGEST else f"{label[:LONGEST]}…"


urls = [path("audit/", audit, name="audit")]
