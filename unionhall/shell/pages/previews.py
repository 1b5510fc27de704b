"""The preview of an import: kept row by row as it was shown, one sheet at a time, fifty rows a page."""

from collections import Counter
from dataclasses import asdict
from time import monotonic
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from unionhall.kernel.orgs.models import Org
from unionhall.shell.models import Preview
from unionhall.shell.pages.tables import choice, paged
from unionhall.shell.sheets import importing
from unionhall.shell.sheets.importing import ERROR, LABELS, NEW, SAME, UPDATE, WARN
from unionhall.shell.sheets.plan import Line, Plan

CODES = {"day", "phone", "identity", "name", "staff_number", "person_number", "person_name", "unit", "person_unit"}


def check(kept: Preview, made: Plan) -> None:
    """Do the whole import, take it back, and keep what it showed."""
    start = monotonic()
    checked = importing.preview(made, kept.user, timezone.now())
    counts = checked.counts()
    named = Counter(name for line in made.lines for name in line.units())
    kept.made_at, kept.rows = timezone.now(), [asdict(row) for row in checked.rows]
    kept.about = {
        "counts": {state: counts[state] for state in LABELS},
        "sheets": {line.sheet.name: _columns(line) for line in made.lines},
        "skipped": [*made.skipped, *((name, f"没有读的列：{'、'.join(left)}") for name, left in made.unread)],
        "year": made.year,
        "year_lacking": made.year_lacking,
        "groups": [(name, named[name]) for name in made.units] + [(name, 0) for name in kept.groups],
        "titles": sum(sheet.heading_row > 1 for sheet in made.workbook.sheets),
        "totals": sum(len(sheet.total_rows) for sheet in made.workbook.sheets),
        "seconds": round(monotonic() - start, 1),
    }
    kept.save()


def _columns(line: Line) -> list[dict[str, Any]]:
    """The columns of a sheet as its table shows them: numbers and codes are not broken, the name stands first on a phone."""
    found = []
    for index, label in enumerate(line.sheet.headings):
        name = line.columns[index].input if index in line.columns else ""
        given = line.register.input_of(line.columns[index]) if name else None
        kind = "num" if given and given.kind in ("money", "integer") else "code" if {name, given and given.kind} & CODES else ""
        if label:
            found.append({"label": label, "kind": kind, "head": name in ("name", "person_name", "title")})
    return found


def context(request: HttpRequest, kept: Preview) -> dict[str, Any]:
    """What the template shows; the address may name state, sheet and page."""
    counts = kept.about["counts"]
    state = request.GET.get("state") or next((state for state in (ERROR, NEW, UPDATE, SAME) if counts[state]), NEW)
    fitting = [row for row in kept.rows if row["state"] == state or (state == WARN and row["notices"])]
    by_sheet = Counter(row["sheet"] for row in fitting)
    sheet = request.GET.get("sheet") or next(iter(by_sheet), "")
    rows, page = paged(request, [row for row in fitting if row["sheet"] == sheet])
    return {
        "title": "核对导入",
        "crumbs": [("导入表格", reverse("import")), ("核对", None)],
        "kept": kept,
        "labels": LABELS,
        "state": state,
        "sheet": sheet,
        "by_sheet": by_sheet,
        "columns": kept.about["sheets"].get(sheet, []),
        "rows": rows,
        "page": page,
        "year": _year(kept) if kept.about["year_lacking"] else None,
        "groups": _groups(kept),
    }


def _year(kept: Preview) -> dict[str, Any]:
    """A field to say of which year the days are that were written without one."""
    year, today = kept.about["year"], timezone.localdate().year
    options = [(str(y), f"{y} 年") for y in sorted({year or today, *range(today - 15, today + 1)}, reverse=True)]
    return choice("year", "年份", options, str(year or ""), required=True)


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
