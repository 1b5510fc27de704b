"""The preview of an import as its page shows it: counts by state, one sheet at a time, fifty rows a page."""

from collections import Counter
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from unionhall.kernel.orgs.models import Org
from unionhall.shell.models import Preview
from unionhall.shell.pages.tables import choice, paged
from unionhall.shell.sheets.importing import ERROR, LABELS, NEW, SAME, UPDATE, WARN

TONES = {NEW: "done", UPDATE: "doing", SAME: "quiet", ERROR: "bad"}


def context(request: HttpRequest, kept: Preview) -> dict[str, Any]:
    """Everything that the template needs; the address may name state, sheet and page."""
    asked, about, counts = request.GET, kept.about, kept.about["counts"]
    state = asked.get("state") or next((state for state in (ERROR, NEW, UPDATE, SAME) if counts[state]), NEW)
    fitting = [row for row in kept.rows if row["state"] == state or (state == WARN and row["notices"])]
    by_sheet = Counter(row["sheet"] for row in fitting)
    sheet = asked.get("sheet") or next(iter(by_sheet), "")
    shown = [row for row in fitting if row["sheet"] == sheet]
    rows, page = paged(request, shown)
    ready = counts[NEW] + counts[UPDATE]
    return {
        "title": "核对导入",
        "crumbs": [("导入表格", reverse("import")), ("核对", None)],
        "file_name": kept.file.name,
        "row_count": len(kept.rows),
        "seconds": about["seconds"],
        "counts": [_count(name, counts[name], current=name == state) for name in LABELS],
        "kinds": [_chip(state, name, count, current=name == sheet) for name, count in by_sheet.items() if len(about["sheets"]) > 1],
        "kinds_label": "工作表",
        "columns": about["sheets"].get(sheet, []),
        "rows": [_row(row) for row in rows],
        "caption": f"工作表“{sheet}”中{LABELS.get(state, '')}的行",
        "page": page,
        "assumed": _assumed(kept),
        "groups": _groups(kept),
        "recheck": reverse("import_recheck", args=[kept.pk]),
        "skipped": [f"工作表“{name}”：{why}。" for name, why in about["skipped"]],
        "handled": _handled(about),
        "confirm": reverse("import_confirm", args=[kept.pk]),
        "confirm_count": ready,
        "confirm_label": f"导入正确的 {ready} 行" if counts[ERROR] else f"导入 {ready} 行",
        "error_url": reverse("import_errors", args=[kept.pk]) if counts[ERROR] else "",
        "abandon": reverse("import_abandon", args=[kept.pk]),
    }


def _count(state: str, count: int, *, current: bool) -> dict[str, Any]:
    tone = {ERROR: "bad", WARN: "warn"}.get(state, "")
    return {"label": LABELS[state], "count": count, "url": f"?state={state}#list", "tone": tone, "current": current}


def _chip(state: str, sheet: str, count: int, *, current: bool) -> dict[str, Any]:
    return {"label": sheet, "count": count, "url": f"?{urlencode({'state': state, 'sheet': sheet})}#list", "current": current}


def _row(row: dict[str, Any]) -> dict[str, Any]:
    cells = [{"text": cell["text"], "was": cell["was"], "why": "；".join(cell["problems"]), "mark": _mark(cell)} for cell in row["cells"]]
    said = [cell["was"] for cell in row["cells"] if cell["was"] is not None]
    reasons = [message for column, message in row["faults"] if column is None]
    if row["changes"]:
        unseen = [f"{field}：{old or '空'} → {new or '空'}" for field, old, new in row["changes"] if old not in said]
        reasons.append("；".join([f"已在册，将更新 {len(row['changes'])} 项", *unseen]))
    reasons += row["notices"]
    state = row["state"]
    return {"number": row["row"], "state": LABELS[state], "tone": TONES[state], "cells": cells, "reason": "；".join(reasons)}


def _mark(cell: dict[str, Any]) -> str:
    return "bad" if cell["problems"] else "chg" if cell["was"] is not None else ""


def _assumed(kept: Preview) -> dict[str, Any] | None:
    """The year of days written without one, and a field to say another."""
    if not kept.about["year_lacking"]:
        return None
    year, today = kept.about["year"], timezone.localdate().year
    which = f" {year} 年" if kept.year else f"文件里唯一的年份 {year} 年"
    text = f"有的日期没有写年份，按{which}处理。" if year else "有的日期没有写年份，文件里又没有唯一的年份，需选择年份。"
    options = [(str(y), f"{y} 年") for y in sorted({year or today, *range(today - 15, today + 1)}, reverse=True)]
    return {"text": text, "fields": [choice("year", "年份", options, str(year or ""), required=True)]}


def _groups(kept: Preview) -> list[dict[str, Any]]:
    """Groups that the file names and the organization does not have: new ones, or ones of ours by another name."""
    ours = units(kept.org)
    numbers = {name: number for number, name in ours}
    found = []
    for index, (name, count) in enumerate(kept.about["groups"]):
        value, options = numbers.get(kept.groups.get(name, ""), "new"), [("new", f"新建“{name}”"), *ours]
        found.append({"name": name, "count": count or "--", "field": choice(f"group-{index}", "", options, value, required=True)})
    return found


def units(org: Org) -> list[tuple[str, str]]:
    """The groups of an organization, to choose from."""
    units = org.subtree().exclude(pk=org.pk).filter(dissolved_on=None).order_by("path")
    return [(str(unit.pk), unit.name) for unit in units]


def _handled(about: dict[str, Any]) -> dict[str, str] | None:
    said = [f"{word} {about[name]} 行" for name, word in (("titles", "标题行"), ("totals", "合计行")) if about[name]]
    return {"text": f"已自动略过，不需修改：{'、'.join(said)}。"} if said else None
