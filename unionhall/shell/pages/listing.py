"""Lists: scope, filters in the address, totals of the filtered set, pages of fifty, export of what is shown."""

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import path, reverse
from django.utils import timezone

from unionhall.base.money import yuan
from unionhall.base.periods import Period, add_months
from unionhall.base.text import fold
from unionhall.kernel.access.models import User
from unionhall.kernel.access.scope import OutOfReach, Refused, may, reach, rows
from unionhall.kernel.actions.batches import IMPORT
from unionhall.kernel.actions.declare import Action
from unionhall.kernel.actions.inputs import from_field
from unionhall.kernel.ledger.fields import KindField, MoneyField
from unionhall.kernel.ledger.kinds import kinds, trees
from unionhall.kernel.ledger.models import Record
from unionhall.kernel.people.models import Card, meant
from unionhall.shell.pages.declare import Columns, Pages, Told, pages, screens_of
from unionhall.shell.pages.forms import choices_of
from unionhall.shell.pages.frame import place_of, show, with_related
from unionhall.shell.pages.tables import Column, attachment, cards_of, cells_of, choice, columns, heading, heads, integer, paged, url
from unionhall.shell.sheets.exporting import export
from unionhall.shell.sheets.register import registers


def list_page(request: HttpRequest, name: str) -> HttpResponse:
    """The list of one model."""
    page = seen(request, name)
    found = filtered(request, page)
    shown, turning = paged(request, with_related(found))
    filters = _filters(request, page)
    context = {
        "title": page.label,
        "register": page,
        "adds": page.create is not None and bool(reach(request.user, page.create.permission)),
        "imports": bool(page.register) and bool(reach(request.user, IMPORT)),
        "is_quick": name in pages,
        "narrowed": any(request.GET.get(name) for name in ("q", "lacking", *page.filters)),
        "own": not reach(request.user, page.view).paths,
        "sums": [(turning["count"], page.unit, "共"), *_sums(page, found), *page.totals(found)],
        "tabs": _tabs(request, page),
        "filters": filters[:4],
        "more_filters": filters[4:],
        **table_of(request, page.model, page.columns, shown, whole=True),
        "page": turning,
        "batch": _batch(request, page),
        "query": request.GET.urlencode(),
    }
    return show(request, "list.html", context)


def seen(request: HttpRequest, name: str, *, to_add: bool = False) -> Pages:
    """The pages of that name, if the person may see the register anywhere at all, or add to it."""
    page = screens_of(name)
    if page is None or (to_add and page.create is None):
        raise OutOfReach
    for right in (page.view, *([page.create.permission] if to_add and page.create else [])):
        if not reach(request.user, right):
            raise Refused(right, place_of(request))
    return page


def filtered(request: HttpRequest, page: Pages, query: Any = None) -> QuerySet[Any]:
    """The rows that the person may see and has asked for, newest first."""
    given = query if query is not None else request.GET
    found = rows(page.model, request.user, page.view)
    for name in page.filters:
        value = given.get(name, "")
        if value:
            found = found.filter(_condition(page.model, name, value))
    if given.get("lacking") in page.evidence:
        found = found.filter(**{given["lacking"]: None})
    if "state" in page.filters and not given.get("state"):
        found = found.exclude(state="void")
    words = fold(given.get("q", ""))
    if words:
        found = found.filter(_words(page.model, words))
    return found.order_by(*_order(page, given.get("sort", "")))


def table_of(request: HttpRequest, model: type[Any], names: Columns, shown: list[Any], *, whole: bool = False) -> dict[str, Any]:
    """Columns and rows of a table of records, which lead to their pages; the ``whole`` list can be sorted, indented and acted in."""
    page, listed, cards = screens_of(model._meta.label_lower), columns(model, names), cards_of(shown)
    if page and shown:
        page.prepare(request, shown)
    linked = heading(listed) if page else ""
    lines = [{"id": row.pk, "depth": getattr(row, "depth", 0) * whole, "cells": cells_of(listed, row, cards, linked)} for row in shown]
    if page and page.in_row and whole:
        for line, row in zip(lines, shown, strict=True):
            line["actions"] = [link for link in links_of_actions(request, page, row) if link["verb"] in page.in_row]
    return {"columns": [_head(request, column, sorts=whole and column.sorts) for column in listed], "rows": lines}


def links_of_actions(request: HttpRequest, page: Pages, record: Any) -> list[dict[str, str]]:
    """What the person may do with a record as it stands, as buttons."""
    found = (action for action in page.actions if action.open_for(record) and may(request.user, action.permission, record))
    return [
        {"verb": action.verb, "label": label_of(page, action), "url": reverse("act", args=[page.name, record.pk, action.verb])}
        for action in found
        if page.offers(request, action, record)
    ]


def label_of(page: Pages, action: Action) -> str:
    return page.labels.get(action.verb, action.label)


def _condition(model: type[models.Model], name: str, value: str) -> Q:
    if name.startswith("card."):
        cards = Card.objects.filter(org=OuterRef("org"), person=OuterRef("person"), **{name.removeprefix("card."): value})
        return Q(Exists(cards))
    field = model._meta.get_field(name)
    if isinstance(field, models.DateField):
        try:
            period = Period.parse(value)
        except ValueError:
            return Q(pk__in=())
        day = f"{name}__date" if isinstance(field, models.DateTimeField) else name
        return Q(**{f"{day}__gte": period.start, f"{day}__lt": period.end})
    if isinstance(field, KindField) and value in kinds:
        return Q(**{f"{name}__in": kinds[value].below()})
    if isinstance(field, models.ForeignKey):
        return Q(**{f"{name}_id": integer(value, 0)})
    return Q(**{name: value})


def _words(model: type[models.Model], words: str) -> Q:
    """Whoever is meant, or the number of the record; of what an account has to do with, its names."""
    found = Q(pk__in=())
    for field in model._meta.concrete_fields:
        if field.name == "person":
            found |= Q(Exists(Card.objects.filter(meant(words), org=OuterRef("org"), person=OuterRef("person"))))
        elif field.related_model is User:
            found |= Q(**{f"{field.name}__display_name__icontains": words}) | Q(**{f"{field.name}__name__iexact": words})
        elif field.name in ("number", "name", "title"):
            found |= Q(**{f"{field.name}__icontains": words})
    return found


def _order(page: Pages, sort: str) -> list[Any]:
    plain = {f.name for f in page.model._meta.concrete_fields}
    if sort.removeprefix("-") in plain:
        return [sort, "-pk"]
    day = page.model.day if issubclass(page.model, Record) and not page.of_people else ""
    return [*page.sorting, *([f"-{day}"] if day else []), "-pk"]


def _sums(page: Pages, found: QuerySet[Any]) -> list[tuple[str, str, str]]:
    totals = found.aggregate(**{name: Sum(name) for name in page.sums}) if page.sums else {}
    fields = [(Column(name, page.model).field, total or 0) for name, total in totals.items()]
    amounts = [(yuan(total), "元") if isinstance(field, MoneyField) else (f"{total:,}", "人次") for field, total in fields]
    return [(*amount, str(field.verbose_name)) for amount, (field, _) in zip(amounts, fields, strict=True)]


def _head(request: HttpRequest, column: Column | Told, *, sorts: bool) -> dict[str, Any]:
    head = heads((column.label, column.kind, column.card))[0]
    if sorts:
        now = request.GET.get("sort", "")
        head["sort"] = url(request, sort=column.name if now == f"-{column.name}" else f"-{column.name}")
        head["sorted"] = "desc" if now == f"-{column.name}" else "asc" if now == column.name else ""
    return head


def _tabs(request: HttpRequest, page: Pages) -> list[dict[str, Any]]:
    """Everything, or only what waits."""
    if not page.waiting:
        return []
    waiting = rows(page.model, request.user, page.view).filter(state=page.waiting).count()
    label = dict(Column("state", page.model).field.flatchoices)[page.waiting]
    tabs = (("全部", "", None), (str(label), page.waiting, waiting))
    now = request.GET.get("state", "")
    return [{"label": label, "count": count, "url": url(request, state=state), "current": now == state} for label, state, count in tabs]


def _filters(request: HttpRequest, page: Pages) -> list[dict[str, Any]]:
    shown = [Column(name, page.model) for name in page.filters if not (name == "state" and page.waiting)]
    find = {"name": "q", "label": "查找", "kind": "search", "value": request.GET.get("q", ""), "placeholder": page.finds}
    offered = [(column, page.options(request, column.name) or _options(request, column)) for column in shown]
    found = [choice(c.name, str(c.field.verbose_name), options, request.GET.get(c.name, "")) for c, options in offered]
    lacking = [(name, f"没有{page.model._meta.get_field(name).verbose_name}") for name in page.evidence]
    return [find, *found, *([choice("lacking", "材料", lacking, request.GET.get("lacking", ""))] if lacking else [])]


def _options(request: HttpRequest, column: Column) -> list[tuple[str, str]]:
    field = column.field
    if column.name == "card.category":
        return [(kind.name, kind.label) for tree in trees if tree.name.endswith("employment") for kind in tree.members.values()]
    if isinstance(field, KindField):
        return [(kind.name, ("　" if kind.parent else "") + kind.label) for kind in trees[field.tree].members.values()]
    if isinstance(field, models.DateField):
        return _periods()
    if isinstance(field, models.ForeignKey):
        return choices_of(request, from_field(column.model, column.name))
    return [(str(value), str(text)) for value, text in field.flatchoices or ()]


def _periods() -> list[tuple[str, str]]:
    """The years and months that a filter offers."""
    today = timezone.localdate()
    months = [Period.months(first.year, first.month, 1) for first in (add_months(today, -offset) for offset in range(12))]
    years = [Period.year(today.year - offset) for offset in range(6)]
    return [(period.code, period.label) for period in (*years, *months)]


def _batch(request: HttpRequest, page: Pages) -> list[dict[str, Any]]:
    """Steps that need nothing to be filled in can be done for many rows at once."""
    steps = [action for action in page.actions if action.target and not action.needs_reason]
    free = [action for action in steps if not any(given.required for given in action.takes) and reach(request.user, action.permission)]
    found = [{"label": action.label, "url": reverse("batch", args=[page.name, action.verb]), "asks": True} for action in free]
    more = [(label, name) for label, name, right in page.batches if reach(request.user, right)]
    return [*found, *({"label": label, "url": reverse(name, args=[page.name])} for label, name in more)]


def ticked(request: HttpRequest, page: Pages) -> QuerySet[Any]:
    """The rows that were ticked, or all that the list showed. Raises ``OutOfReach`` where nothing was sent."""
    if request.method != "POST":
        raise OutOfReach
    if request.POST.get("all") == "1":
        return filtered(request, page, QueryDict(request.POST.get("query", "")))
    numbers = [number for number in request.POST.getlist("ids") if number.isdecimal() and len(number) < 19]
    return rows(page.model, request.user, page.view).filter(pk__in=numbers)


def export_page(request: HttpRequest, name: str) -> HttpResponse:
    """What the list shows, as a workbook that can be imported again."""
    page = seen(request, name, to_add=True)
    if not page.register:
        raise OutOfReach
    return attachment(export(registers[page.register], filtered(request, page)), f"{page.label}{timezone.localdate():%Y%m%d}.xlsx")


urls = [path("<str:name>/", list_page, name="list"), path("<str:name>/export/", export_page, name="export")]
