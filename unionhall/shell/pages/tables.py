"""What tables of every page share: their columns, pages of fifty, choices above them, and files to take along."""

from typing import Any
from urllib.parse import quote, urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def heads(*columns: tuple[str, str, int]) -> list[dict[str, Any]]:
    """Columns by label, kind and place on a phone's card (0: not shown there; 1: what names the row)."""
    return [{"label": label, "kind": kind, "card": card, "head": card == 1} for label, kind, card in columns]


def choice(name: str, label: str, options: list[tuple[str, str]], value: str, *, required: bool = False) -> dict[str, Any]:
    """A field to choose from, in a form or above a table."""
    return {"name": name, "label": label, "kind": "choice", "options": options, "value": value, "required": required}


def paged(request: HttpRequest, found: QuerySet[Any] | list[Any]) -> tuple[list[Any], dict[str, Any]]:
    """The rows of the page that the address asks for, and what leads to the other pages."""
    every = Paginator(found, PAGE)
    page = every.get_page(request.GET.get("page"))
    numbers = list(every.get_elided_page_range(page.number, on_each_side=2, on_ends=1))
    pages = [(number, url(request, page=number) if isinstance(number, int) else None, number == page.number) for number in numbers]
    turns = {"pages": pages, "next": url(request, page=page.next_page_number()) if page.has_next() else ""}
    return list(page), {"first": page.start_index(), "last": page.end_index(), "count": f"{every.count:,}", "total": every.count, **turns}


def url(request: HttpRequest, **changes: Any) -> str:
    """The same address with other values; other than to another page it leads to the first one."""
    query = {name: value for name, value in {**request.GET.dict(), **changes}.items() if value != ""}
    if "page" not in changes:
        query.pop("page", None)
    return f"{request.path}?{urlencode(query)}"


def integer(text: str | None, otherwise: int) -> int:
    """A positive number out of an address."""
    return int(text) if text and text.isdigit() and int(text) > 0 else otherwise


def attachment(data: bytes, name: str, kind: str = XLSX) -> HttpResponse:
    """A file to be kept, under its Chinese name."""
    return HttpResponse(data, content_type=kind, headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"})
