"""Figures for those who may see numbers, and their evidence for those who may see records."""

from django.http import HttpRequest
from ninja import Router

from unionhall.base.periods import Period
from unionhall.kernel.access.permissions import EVIDENCE, FIGURES
from unionhall.kernel.access.scope import may, require
from unionhall.kernel.ledger.figures import Ask, Figure, breakdown, evidence, figure, withheld
from unionhall.kernel.ledger.metrics import Phrase, phrases
from unionhall.shell.api.frame import MOST, Json, number, org_named, refused_at

router = Router(tags=["指标"])


@router.get("/figures", summary="指标数字", operation_id="figures")
def figures(request: HttpRequest, period: str, metric: str = "", by: str = "", org: str = "") -> Json:
    """All figures of a period, or one; ``by`` breaks it down by kind, source, sex, category, month or org."""
    place = org_named(request, org)
    require(request.user, FIGURES, place)
    guarded = not may(request.user, EVIDENCE, place)
    items = []
    for phrase in [_phrase(metric)] if metric else phrases:
        ask = _ask(request, phrase, period, org)
        if by:
            with refused_at("by"):
                parts = list(breakdown(ask, by, guarded=guarded))
            items += [_row(phrase, {**phrase.breakdown, by: part}, text, found) for part, text, found in parts]
        else:
            found = figure(ask)
            hidden = guarded and withheld(ask, found)
            items.append(_row(phrase, phrase.breakdown, phrase.label, Figure(None, version=ask.definition.version) if hidden else found))
    return {"org": place.code, "period": period, "items": items}


@router.get("/evidence", summary="数字的依据记录", operation_id="evidence")
def behind(request: HttpRequest, metric: str, period: str, org: str = "", page_number: int = 1) -> Json:
    """The records behind a figure, oldest first."""
    require(request.user, EVIDENCE, org_named(request, org))
    found = evidence(_ask(request, _phrase(metric), period, org))
    page = max(page_number, 1)
    shown = found[(page - 1) * MOST : page * MOST]
    items = [{"model": row.model, "id": row.record_id, "on": row.on, "value": number(row.sum)} for row in shown]
    return {"total": len(found), "page_number": page, "items": items}


def _phrase(name: str) -> Phrase:
    with refused_at("metric"):
        if name not in phrases:
            raise ValueError(f"没有“{name}”这个指标")
    return phrases[name]


def _ask(request: HttpRequest, phrase: Phrase, period: str, org: str) -> Ask:
    with refused_at("period"):
        return Ask.phrase(phrase, org_named(request, org), Period.parse(period))


def _row(phrase: Phrase, parts: Json, label: str, found: Figure) -> Json:
    said = {name: getattr(found, name) for name in ("records", "version", "declared", "undated")}
    head = {"metric": phrase.metric, "phrase": phrase.name, "label": label, "unit": phrase.counter, "breakdown": parts}
    return {**head, "value": number(found.value), **said}
