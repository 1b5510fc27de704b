"""The addresses: a list and a record of every register, a POST for every action, figures with their evidence."""

from typing import Any

from django.http import HttpRequest
from ninja.params.functions import Header
from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt

from unionhall.base.periods import Period
from unionhall.kernel.access.permissions import EVIDENCE, FIGURES, FILES
from unionhall.kernel.access.scope import OutOfReach, may, require, rows
from unionhall.kernel.actions.declare import Action, Call, Invalid, Problem, actions
from unionhall.kernel.actions.inputs import Input
from unionhall.kernel.actions.run import run
from unionhall.kernel.files.models import File
from unionhall.kernel.ledger.fields import MoneyField
from unionhall.kernel.ledger.figures import Ask, Figure, answers, breakdown, evidence, withheld
from unionhall.kernel.ledger.metrics import Phrase, phrases
from unionhall.shell.api.frame import Interface, Json, number, org_named, refused_at, told
from unionhall.shell.pages.declare import Pages, pages, pages_of
from unionhall.shell.pages.frame import found_in
from unionhall.shell.pages.listing import filtered, seen
from unionhall.shell.pages.tables import Cards, cards_of

api = Interface()
MOST = 200  # rows in one answer
ANSWERS = {"422": "填写有误，未写入", "409": "别人刚保存过，附两边的值", "403": "没有权限", "404": "没有找到"}
SHAPES: dict[str, Json] = {
    "money": {"type": "number", "description": "元"},
    "integer": {"type": "integer"},
    "flag": {"type": "boolean"},
    "day": {"type": "string", "description": "如 2026-05-03"},
    "files": {"type": "array", "items": {"type": "integer"}, "description": "已上传的文件编号"},
    **{kind: {"type": "integer", "description": "编号"} for kind in ("person", "unit", "org", "record")},
}


class Asked(BaseModel):
    """The body of an action; what it takes in ``data`` is what its form asks for."""

    model_config = ConfigDict(extra="allow")  # to be told by name, together with what else is not understood

    data: dict[str, Any] | None = None
    version: StrictInt | None = Field(default=None, description="读到记录时的版本；别人改过则回 409")
    reason: str | None = None
    confirmed: StrictBool = Field(default=False, description="对需要确认的提醒答“是”")


NOTHING = Asked()
KEY = Header("", alias="Idempotency-Key", description="同一凭据的重复提交只办一次")


def _add_register(page: Pages) -> None:
    """A list and a record of a register that has pages."""
    as_filter = {"in": "query", "required": False, "schema": {"type": "string"}, "description": "与列表页的筛选相同"}
    filters = {"parameters": [{"name": name, **as_filter} for name in ("q", *page.filters)]}

    @api.get(f"/{page.name}", summary=f"{page.label}列表", operation_id=f"{page.name}.list", tags=[page.label], openapi_extra=filters)
    def many(request: HttpRequest, page_number: int = 1, size: int = 50, org: str = "") -> Json:
        seen(request, page.name)
        found = filtered(request, page)
        if org:
            found = found.filter(org__path__startswith=org_named(request, org).path)
        size, first = min(max(size, 1), MOST), max(page_number, 1)
        shown = list(found.select_related("org", "unit")[(first - 1) * size : first * size])
        cards = cards_of(shown)
        return {"items": [as_data(record, cards) for record in shown], "total": found.count(), "page_number": first, "size": size}

    @api.get(f"/{page.name}/{{int:id}}", summary=f"{page.label}记录", operation_id=f"{page.name}.read", tags=[page.label])
    def one(request: HttpRequest, id: int) -> Json:
        seen(request, page.name)
        record = found_in(request, page.model, page.view, id)
        return as_data(record, cards_of([record]))


def _add_action(action: Action) -> None:
    """A POST for an action; the description names what its form asks for."""

    def create(request: HttpRequest, asked: Asked = NOTHING, org: str = "", key: str = KEY) -> Json:
        return _carry_out(request, action, asked, org=org_named(request, org), key=key[:64])

    def change(request: HttpRequest, id: int, asked: Asked = NOTHING, key: str = KEY) -> Json:
        record = action.model._default_manager.filter(pk=id).first()
        if record is None:
            raise OutOfReach
        return _carry_out(request, action, asked, record=record, version=asked.version, key=key[:64])

    model = action.model._meta
    page = pages_of(model.label_lower)
    names: Json = {"summary": action.label, "operation_id": action.name, "tags": [page.label if page else str(model.verbose_name)]}
    body = {"properties": {"data": _data(action), "reason": {"description": "办理原因" + ("（必填）" if action.needs_reason else "")}}}
    answers = {code: {"description": text} for code, text in ANSWERS.items()}
    extra = {"requestBody": {"content": {"application/json": {"schema": body}}}, "responses": answers}
    where, view = (f"/{action.verb}", create) if action.creates else (f"/{{int:id}}/{action.verb}", change)
    api.post(f"/{model.label_lower}{where}", openapi_extra=extra, **names)(view)


def _carry_out(request: HttpRequest, action: Action, asked: Asked, **more: Any) -> Json:
    given = asked.data or {}
    known = {one.name for one in action.takes}
    strange = [Problem("invalid", f"请求中没有“{name}”这一项", name) for name in asked.model_extra or ()]
    strange += [Problem("invalid", f"{action.label}没有“{name}”这一项", name) for name in given if name not in known]
    if strange:  # passed over in silence it would be lost
        raise Invalid(strange)
    record = more.get("record")
    standing = action.standing(record) if record is not None else {}  # what is not named stays as it is
    data = {**standing, **given, **_files(request, action, given)}
    call = Call(request.user, data, reason=asked.reason or "", confirmed=asked.confirmed, channel="api", **more)
    outcome = run(action, call)
    done = outcome.record
    answer = as_data(done, cards_of([done])) if pages_of(action.model._meta.label_lower) else {"id": done.pk}
    return {"record": answer, "problems": told(outcome.problems), "repeated": outcome.repeated}


def _files(request: HttpRequest, action: Action, given: Json) -> Json:
    """Files are named by number, and must be in reach."""
    names = {one.name for one in action.takes if one.kind == "files"} & given.keys()
    return {name: list(rows(File, request.user, FILES).filter(pk__in=given[name] or [])) for name in names}


def as_data(record: Any, cards: Cards) -> Json:
    """A record as JSON: amounts in 元, days as 2026-05-03, organizations by code, the person concerned by number and name."""
    said: Json = {"state_label": record.state_label(), "org": record.org.code, "unit": record.unit.code if record.unit else None}
    for field in record._meta.concrete_fields:
        value = getattr(record, field.attname)
        if field.name == "person":
            card = cards.get((record.org_id, value))
            said["person"] = {"id": card.person_id, "name": card.name, "staff_number": card.staff_number} if card else None
        elif field.name not in ("org", "unit", "created_at"):
            said[field.name] = value / 100 if isinstance(field, MoneyField) and value is not None else value
    return said


def _data(action: Action) -> Json:
    data: Json = {"type": "object", "properties": {given.name: _shape(given) for given in action.takes}, "additionalProperties": False}
    if action.creates:
        data["required"] = [given.name for given in action.takes if given.required and given.default is None]
    return data


def _shape(given: Input) -> Json:
    shape = {"type": "string", **SHAPES.get(given.kind, {}), "title": given.label}
    if given.kind in ("choice", "tree"):
        shape["enum"] = [value for value, _ in given.options()]
        shape["description"] = "；".join(f"{value} {label}" for value, label in given.options())
    return shape


@api.get("/figures", summary="指标数字", operation_id="figures", tags=["指标"])
def figures(request: HttpRequest, period: str, metric: str = "", by: str = "", org: str = "") -> Json:
    """All figures of a period, or one; ``by`` breaks it down by kind, source, sex, category, month or org."""
    place = org_named(request, org)
    require(request.user, FIGURES, place)
    guarded = not may(request.user, EVIDENCE, place)
    asks = [(phrase, _ask(request, phrase, period, org)) for phrase in ([_phrase(metric)] if metric else phrases)]
    items = []
    for phrase, ask in asks if by else []:
        with refused_at("by"):
            parts = list(breakdown(ask, by, guarded=guarded))
        items += [_row(phrase, {**phrase.breakdown, by: part}, text, found) for part, text, found in parts]
    for (phrase, ask), found in zip(asks, answers([ask for _, ask in asks]), strict=True) if not by else []:
        hidden = guarded and withheld(ask, found)
        items.append(_row(phrase, phrase.breakdown, phrase.label, Figure(None, version=ask.definition.version) if hidden else found))
    return {"org": place.code, "period": period, "items": items}


@api.get("/evidence", summary="数字的依据记录", operation_id="evidence", tags=["指标"])
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


for page in sorted(pages, key=lambda page: page.order):
    _add_register(page)
for action in actions:
    if not action.hidden:
        _add_action(action)
