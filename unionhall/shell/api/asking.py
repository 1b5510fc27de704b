"""Figures for those who may see numbers, and their evidence for those who may see records."""

from django.http import HttpRequest
from ninja import NinjaAPI

from unionhall.base.periods import Period
from unionhall.kernel.access.permissions import EVIDENCE, FIGURES
from unionhall.kernel.access.scope import may, require
from unionhall.kernel.actions.declare import Invalid, Problem
from unionhall.kernel.ledger.figures import Ask, Figure, breakdown, evidence, figure, withheld
from unionhall.kernel.ledger.metrics import Phrase, phrases
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
            found = Figure(None, version=ask.definition.version) if guarded and withheld(ask) else figure(ask)
            items.append(_row(phrase, phrase.breakdown, phrase.label, found))
    return {"org": place.code, "period": period, "items": items}


def evidence_(request: HttpRequest, metric: str, period: str, org: str = "", page_number: int = 1) -> Schema:
    """The records behind a figure, oldest first."""
    require(request.user, EVIDENCE, org_named(request, org))
    found = evidence(_ask(request, _phrase(metric), period, org))
    first = (max(page_number, 1) - 1) * MOST
    items = [{"model": row.model, "id": row.record_id, "on": row.on, "value": number(row.sum)} for row in found[first : first + MOST]]
    return {"total": len(found), "page_number": max(page_number, 1), "items": items}


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
