"""Figures for those who may see numbers, and their evidence for those who may see records."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.http import HttpRequest
from ninja import NinjaAPI

from unionhall.base.periods import Period
from unionhall.kernel.access.permissions import EVIDENCE, FIGURES
from unionhall.kernel.access.scope import may, require
from unionhall.kernel.actions.declare import Invalid, Problem
from unionhall.kernel.ledger.figures import Ask, Figure, breakdown, evidence, figure
from unionhall.kernel.ledger.metrics import Phrase, phrases
from unionhall.kernel.orgs.models import kinds
from unionhall.shell.api.frame import Schema, number, org_named

MOST = 200


def add_figures(api: NinjaAPI) -> None:
    """The two questions: how much, and from which records."""
    api.default_router.add_api_operation("/figures", ["GET"], figures_, summary="指标数字", operation_id="figures", tags=["指标"])
    api.default_router.add_api_operation("/evidence", ["GET"], evidence_, summary="数字的依据记录", operation_id="evidence", tags=["指标"])


def figures_(request: HttpRequest, period: str, metric: str = "", by: str = "", org: str = "") -> Schema:
    """All figures of a period, or one; ``by`` breaks it down by kind, source, sex, category, month or org."""
    place = org_named(request, org)
    require(request.user, FIGURES, place)
    guarded = not may(request.user, EVIDENCE, place)
    items = []
    for phrase in [_phrase(metric)] if metric else phrases:
        ask = _ask(request, phrase, period, org)
        if by:
            items += [_row(phrase, {**phrase.breakdown, by: part}, text, found) for part, text, found in _parts(ask, by, guarded=guarded)]
        else:
            items.append(_row(phrase, phrase.breakdown, phrase.label, seen(phrase, ask, guarded=guarded)))
    return {"org": place.code, "period": period, "items": items}


def evidence_(request: HttpRequest, metric: str, period: str, org: str = "", page_number: int = 1) -> Schema:
    """The records behind a figure, oldest first."""
    require(request.user, EVIDENCE, org_named(request, org))
    found = evidence(_ask(request, _phrase(metric), period, org))
    first = (max(page_number, 1) - 1) * MOST
    items = [{"model": row.model, "id": row.record_id, "on": row.on, "value": number(row.sum)} for row in found[first : first + MOST]]
    return {"total": len(found), "page_number": max(page_number, 1), "items": items}


def seen(phrase: Phrase, ask: Ask, *, guarded: bool) -> Figure:
    """A figure as the person may see it: where guarded, a part of fewer than three subjects is left open."""
    if guarded and ask.definition.guarded:
        for by, part, wider in _wider(phrase, ask):
            cells = {name: found for name, _, found in breakdown(wider, by, guarded=True)}
            if part in cells:
                return cells[part]
    return figure(ask)


def _wider(phrase: Phrase, ask: Ask) -> Iterator[tuple[str, str, Ask]]:
    """The question of which this one is a cell: of a part of an organization, or of one kind."""
    if kinds[ask.org.kind].part and ask.org.parent:
        yield "org", ask.org.code, replace(ask, org=ask.org.parent)
    for by, part in list(phrase.breakdown.items())[-1:]:
        whole: dict[str, Any] = {by: ""}
        yield by, part, replace(ask, **whole)


def _parts(ask: Ask, by: str, *, guarded: bool) -> list[tuple[str, str, Figure]]:
    try:
        return list(breakdown(ask, by, guarded=guarded))
    except ValueError as error:
        raise Invalid([Problem("invalid", str(error), "by")]) from None


def _phrase(name: str) -> Phrase:
    if name not in phrases:
        raise Invalid([Problem("invalid", f"没有“{name}”这个指标", "metric")])
    return phrases[name]


def _ask(request: HttpRequest, phrase: Phrase, period: str, org: str) -> Ask:
    try:
        return Ask.phrase(phrase, org_named(request, org), Period.parse(period))
    except ValueError as error:
        raise Invalid([Problem("invalid", str(error), "period")]) from None


def _row(phrase: Phrase, parts: Schema, label: str, found: Figure) -> Schema:
    head = {"metric": phrase.metric, "phrase": phrase.name, "label": label, "unit": phrase.counter, "breakdown": parts}
    tail = {"value": number(found.value), "records": found.records, "version": found.version, "declared": found.declared}
    return {**head, **tail, "undated": found.undated}
