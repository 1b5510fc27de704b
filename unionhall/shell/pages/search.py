"""Finding somebody or something: by name, initials, staff number or record number, within one's reach."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path, reverse

from unionhall.base.identifiers import mask_phone
from unionhall.base.text import fold
from unionhall.kernel.access.scope import reach
from unionhall.kernel.people.models import Card
from unionhall.shell.pages.cells import Column, cards_of
from unionhall.shell.pages.frame import quick, seen_pages, show
from unionhall.shell.pages.listing import filtered

SHOWN = 8


def people(request: HttpRequest) -> HttpResponse:
    """For pickers: the people of one's reach whose name, initials or staff number begins so."""
    words = fold(request.GET.get("q", ""))
    found = _cards(request, words)[:12] if words else []
    items = [{"id": card.person_id, "name": card.name, "group": str(card.unit or ""), "note": card.staff_number} for card in found]
    return JsonResponse({"items": items})


def _cards(request: HttpRequest, words: str) -> Any:
    reached = reach(request.user)
    named = Q(name__icontains=words) | Q(initials__startswith=words.lower()) | Q(staff_number__istartswith=words)
    if words.isdigit() and len(words) == 4:
        named |= Q(phone__endswith=words)
    return Card.objects.filter(reached.rows(Card)).filter(named).select_related("unit").order_by("name", "pk")


def search(request: HttpRequest) -> HttpResponse:
    """Everything that fits, register by register."""
    words = fold(request.GET.get("q", ""))
    found = []
    for page in seen_pages(request) if words else []:
        rows = filtered(request, page)
        count = rows.count()
        if count:
            shown = list(rows.select_related("unit")[:SHOWN])
            cards = cards_of(shown)
            lead = Column("card.staff_number" if page.of_people else page.model.day or "state", page.model)
            lines = [_line(page, record, lead.text(record, cards), cards) for record in shown]
            more = {"url": f"{reverse('list', args=[page.name])}?q={words}", "count": count}
            found.append({"title": page.label, "lines": lines, "more": more if count > SHOWN else None})
    return show(request, "search.html", {"title": "查找", "q": words, "found": found})


def _line(page: Any, record: Any, lead: str, cards: Any) -> dict[str, str]:
    card = cards.get((record.org_id, getattr(record, "person_id", 0)))
    phone = mask_phone(card.phone) if card and card.phone else ""
    return {"lead": lead or record.number, "text": str(record), "url": reverse("record", args=[page.name, record.pk]), "value": phone}


def menu(request: HttpRequest, which: str) -> HttpResponse:
    """What the tabs of a phone open: entering, the registers, oneself."""
    title = {"new": "登记", "books": "台账", "me": "我的"}.get(which, "台账")
    return show(request, "menu.html", {"title": title, "here": which, "quick": quick(request)})


urls = [path("people/", people, name="people"), path("search/", search, name="search"), path("menu/<str:which>/", menu, name="menu")]
