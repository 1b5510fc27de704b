"""The log of a place: who did what, when and why, masked as it was stored, and how far it is sealed."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from unionhall.kernel.access.permissions import AUDIT, roles
from unionhall.kernel.access.scope import rows
from unionhall.kernel.actions.declare import actions
from unionhall.kernel.audit import log
from unionhall.kernel.audit.models import Block, Entry
from unionhall.kernel.ledger.metrics import metrics
from unionhall.kernel.ledger.models import model_named
from unionhall.kernel.orgs.models import kinds
from unionhall.kernel.papers.declare import paper_kinds
from unionhall.shell.pages.declare import House, Told, screens_of
from unionhall.shell.pages.tables import moment

SPELLED_OUT = 3  # changes of one entry that a row tells
LONGEST = 30  # characters of a value
CHANNELS = {"page": "网页", "import": "导入", "command": "命令行", "api": "接口", "job": "系统"}
NAMED: tuple[Any, ...] = (roles, paper_kinds, kinds, metrics)  # registries whose names stand in entries


class Log(House):
    """The entries of the place and of everything below it, newest first."""

    def title(self, record: Entry) -> str:
        return done(record)

    def totals(self, found: Any) -> list[tuple[str, str, str]]:
        blocks, last = Block.objects.count(), Block.objects.order_by("-pk").first()
        sealed = f"，最近一次 {moment(last.closed_at)}" if last else ""
        return [(f"{blocks}", f"块{sealed}", "已封"), (f"{log.younger():,}", "条", "未封块")]

    def options(self, request: HttpRequest, name: str) -> list[tuple[str, str]]:
        if name != "action":
            return []
        there = rows(Entry, request.user, AUDIT).order_by("action").values_list("action", flat=True).distinct()
        return [(action, _told(action)) for action in there]


def _told(name: str) -> str:
    """The action's label, with the object where the label alone would not say."""
    action = actions.get(name)
    if action is None:
        return name
    noun = str(action.model._meta.verbose_name)
    return action.label if noun in action.label or action.creates else f"{action.label}（{noun}）"


def done(entry: Entry) -> str:
    """What was done, as the button said."""
    action = actions.get(entry.action)
    return action.label if action else entry.action


def who(entry: Entry) -> str:
    return str(entry.actor or "系统")


def _what(entry: Entry) -> dict[str, str]:
    return {"text": done(entry), "sub": f"原因：{entry.reason}" if entry.reason else ""}


def _object(entry: Entry) -> Any:
    """The record by its kind and number, as a link where it has a page."""
    number = next((change["new"] for change in entry.changes if change["field"] == "编号" and change["new"]), "")
    text = number or f"{_noun(entry.model)} {entry.record_id or ''}".strip()
    linked = screens_of(entry.model) and entry.record_id
    return {"text": text, "url": reverse("record", args=[entry.model, entry.record_id])} if linked else text


def _noun(model: str) -> str:
    try:
        return str(model_named(model)._meta.verbose_name)
    except LookupError:
        return model


def _changes(entry: Entry, most: int = SPELLED_OUT) -> str:
    changes = [(c["field"], _word(c["old"]), _word(c["new"]) or "空") for c in entry.changes if c["field"] not in ("编号", "组织")]
    told = [f"{field}：{f'{old} → ' if old else ''}{new}" for field, old, new in changes]
    more = f" 等 {len(told)} 项" if len(told) > most else ""
    return "；".join(told[:most]) + more or "--"


def _word(value: str) -> str:
    """A value as people read it: labels in place of registered names, and no more than a line."""
    label = next((registry[value].label for registry in NAMED if value in registry), value)
    return label if len(label) <= LONGEST else f"{label[:LONGEST]}…"


WHO = Told("actor", "经办人", who, "code", 2)
OBJECT = Told("model", "对象", _object, "code", 5)
VIA = Told("channel", "途径", lambda entry: CHANNELS.get(entry.channel, entry.channel), "code", 0)

Log(
    Entry,
    label="办理日志",
    menu="组织与系统",
    order=940,
    view=AUDIT,
    columns=("at", WHO, Told("action", "办理", _what, "code", 1), OBJECT, Told("changes", "变更", _changes), VIA),
    sorting=("-at",),
    filters=("action", "at"),
    facts=("at", WHO, OBJECT, VIA, "reason", Told("changes", "变更", lambda entry: _changes(entry, len(entry.changes)))),
    finds="经办人",
)
