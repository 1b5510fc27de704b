"""Reading registers, and one address for every action."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db import models
from django.http import HttpRequest
from ninja import NinjaAPI

from unionhall.kernel.access.permissions import FILES
from unionhall.kernel.access.scope import OutOfReach, rows
from unionhall.kernel.actions.declare import Action, Call, Invalid, Problem, actions
from unionhall.kernel.actions.inputs import Input
from unionhall.kernel.actions.run import run
from unionhall.kernel.files.models import File
from unionhall.kernel.ledger.fields import MoneyField
from unionhall.shell.api.frame import Schema, body_of, org_named, told
from unionhall.shell.pages.cells import Cards, cards_of
from unionhall.shell.pages.declare import Pages, pages, pages_of
from unionhall.shell.pages.frame import found_in
from unionhall.shell.pages.listing import filtered, seen

MOST = 200  # records in one answer
PARTS = {"data", "version", "reason", "confirmed"}  # of the body of an action
ANSWERS = {"422": "填写有误，未写入", "409": "别人刚保存过，附两边的值", "403": "没有权限", "404": "没有找到"}
SHAPES: dict[str, Schema] = {
    "money": {"type": "number", "description": "元"},
    "integer": {"type": "integer"},
    "flag": {"type": "boolean"},
    "day": {"type": "string", "description": "如 2026-05-03"},
    "files": {"type": "array", "items": {"type": "integer"}, "description": "已上传的文件编号"},
    **{kind: {"type": "integer", "description": "编号"} for kind in ("person", "unit", "org", "record")},
}


def add_registers(api: NinjaAPI) -> None:
    """A list and a record for every register that has pages."""
    add = api.default_router.add_api_operation
    for page in sorted(pages, key=lambda page: page.order):
        extra = {"parameters": [_parameter(name, "与列表页的筛选相同") for name in ("q", *page.filters)]}
        many: Schema = {"summary": f"{page.label}列表", "operation_id": f"{page.name}.list", "tags": [page.label], "openapi_extra": extra}
        one: Schema = {"summary": f"{page.label}记录", "operation_id": f"{page.name}.read", "tags": [page.label]}
        add(f"/{page.name}", ["GET"], _list(page), **many)
        add(f"/{page.name}/{{int:id}}", ["GET"], _record(page), **one)


def add_actions(api: NinjaAPI) -> None:
    """One POST for every action; what it takes is what its form asks for."""
    for action in (action for action in actions if not action.hidden):
        model = action.model._meta
        where = f"/{model.label_lower}/{action.verb}" if action.creates else f"/{model.label_lower}/{{int:id}}/{action.verb}"
        view = _create(action) if action.creates else _change(action)
        page = pages_of(model.label_lower)
        extra: Schema = {"requestBody": _body(action), "responses": {code: {"description": text} for code, text in ANSWERS.items()}}
        extra["parameters"] = [{**_parameter("Idempotency-Key", "同一凭据的重复提交只办一次", "header")}]
        names: Schema = {"summary": action.label, "operation_id": action.name, "tags": [page.label if page else str(model.verbose_name)]}
        api.default_router.add_api_operation(where, ["POST"], view, openapi_extra=extra, **names)


def _list(page: Pages) -> Callable[..., Schema]:
    def view(request: HttpRequest, page_number: int = 1, size: int = 50, org: str = "") -> Schema:
        seen(request, page.name)
        found = filtered(request, page)
        if org:
            found = found.filter(org__path__startswith=org_named(request, org).path)
        size, first = min(max(size, 1), MOST), max(page_number, 1)
        shown = list(found.select_related("org", "unit")[(first - 1) * size : first * size])
        cards = cards_of(shown)
        return {"items": [as_data(record, cards) for record in shown], "total": found.count(), "page_number": first, "size": size}

    return view


def _record(page: Pages) -> Callable[..., Schema]:
    def view(request: HttpRequest, id: int) -> Schema:
        seen(request, page.name)
        record = found_in(request, page.model, page.view, id)
        return as_data(record, cards_of([record]))

    return view


def _create(action: Action) -> Callable[..., Schema]:
    def view(request: HttpRequest, org: str = "") -> Schema:
        return _carry_out(request, action, None, org)

    return view


def _change(action: Action) -> Callable[..., Schema]:
    def view(request: HttpRequest, id: int) -> Schema:
        record = action.model._default_manager.filter(pk=id).first()
        if record is None:
            raise OutOfReach
        return _carry_out(request, action, record, "")

    return view


def _carry_out(request: HttpRequest, action: Action, record: Any, org: str) -> Schema:
    body = body_of(request)
    strange = list(_strange(action, body))
    if strange:
        raise Invalid(strange)
    standing = action.standing(record) if record is not None else {}  # what is not named stays as it is
    call = Call(
        request.user,
        {**standing, **_given(request, action, body.get("data") or {})},
        record=record,
        org=org_named(request, org) if record is None else None,
        version=body.get("version") if record is not None else None,
        key=request.headers.get("Idempotency-Key", "")[:64],
        reason=str(body.get("reason") or ""),
        confirmed=body.get("confirmed") is True,
        channel="api",
    )
    outcome = run(action, call)
    done = outcome.record
    page = pages_of(action.model._meta.label_lower)
    answer = as_data(done, cards_of([done])) if page else {"id": done.pk}
    return {"record": answer, "problems": told(outcome.problems), "repeated": outcome.repeated}


def _strange(action: Action, body: Schema) -> Iterator[Problem]:
    """What was sent and is not understood; passed over in silence it would be lost."""
    for name in sorted(set(body) - PARTS):
        yield Problem("invalid", f"请求中没有“{name}”这一项", name)
    data = body.get("data") or {}
    if not isinstance(data, dict):
        yield Problem("invalid", "data 应为一个 JSON 对象", "data")
        return
    for name in sorted(set(data) - {given.name for given in action.takes}):
        yield Problem("invalid", f"{action.label}没有“{name}”这一项", name)
    if not isinstance(body.get("version"), int | None):
        yield Problem("invalid", "version 应为整数", "version")


def _given(request: HttpRequest, action: Action, data: Schema) -> Schema:
    """What was sent; files are named by number, and must be in reach."""
    files = {given.name for given in action.takes if given.kind == "files"} & data.keys()
    return {**data, **{name: list(rows(File, request.user, FILES).filter(pk__in=data[name] or [])) for name in files}}


def as_data(record: Any, cards: Cards) -> Schema:
    """A record as JSON: amounts in 元, days as 2026-05-03, organizations by code, the person concerned by number and name."""
    skip = {"org", "unit", "person", "created_at"}
    fields = {field.name: _plain(field, getattr(record, field.attname)) for field in record._meta.concrete_fields if field.name not in skip}
    card = cards.get((record.org_id, getattr(record, "person_id", 0)))
    person = {"id": card.person_id, "name": card.name, "staff_number": card.staff_number} if card else None
    places = {"org": record.org.code, "unit": record.unit.code if record.unit else None}
    return {**fields, "state_label": record.state_label(), **places, **({"person": person} if hasattr(record, "person_id") else {})}


def _plain(field: "models.Field[Any, Any]", value: Any) -> Any:
    return value / 100 if isinstance(field, MoneyField) and value is not None else value


def _body(action: Action) -> Schema:
    data: Schema = {"type": "object", "properties": {given.name: _shape(given) for given in action.takes}, "additionalProperties": False}
    if action.creates:
        data["required"] = [given.name for given in action.takes if given.required and given.default is None]
    properties: Schema = {"data": data, "confirmed": {"type": "boolean", "description": "对需要确认的提醒答“是”"}}
    properties["reason"] = {"type": "string", "description": "办理原因" + ("（必填）" if action.needs_reason else "")}
    if not action.creates:
        properties["version"] = {"type": "integer", "description": "读到记录时的版本；别人改过则回 409"}
    return {"content": {"application/json": {"schema": {"type": "object", "properties": properties}}}}


def _shape(given: Input) -> Schema:
    shape = {"type": "string", **SHAPES.get(given.kind, {}), "title": given.label}
    if given.kind in ("choice", "tree"):
        shape["enum"] = [value for value, _ in given.options()]
        shape["description"] = "；".join(f"{value} {label}" for value, label in given.options())
    return shape


def _parameter(name: str, description: str, where: str = "query") -> Schema:
    return {"name": name, "in": where, "required": False, "schema": {"type": "string"}, "description": description}
