"""Toys: declarations of the invented kind, each broken in one way, and taken back when the test is over."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import path

from unionhall.kernel.actions.declare import actions
from unionhall.kernel.flows.flow import flows
from unionhall.kernel.ledger.metrics import measures
from unionhall.modules.competitions.models import Competition
from unionhall.shell.pages.declare import pages
from unionhall.shell.sheets.register import registers


@contextmanager
def playing() -> Iterator[None]:
    """Whatever is declared inside is forgotten afterwards, and what it took the place of is back."""
    kept = [(registry, dict(registry._items)) for registry in (actions, flows, pages, registers)]
    counted = {model: list(found) for model, found in measures.items()}
    try:
        yield
    finally:
        for registry, items in kept:
            registry._items.clear()
            registry._items.update(items)
        for model, found in counted.items():
            measures[model][:] = found


def addresses() -> ModuleType:
    """Pages that forget to ask: open to strangers, open to the neighbour, and one that asks the database for each row anew."""
    toys = ModuleType("toy_addresses")
    toys.urlpatterns = [  # type: ignore[attr-defined]  # a module of addresses has this name
        path("open/", login_not_required(lambda request: HttpResponse("名册"))),
        path("competitions.competition/<int:number>/", _unscoped),
        path("rows/", _row_by_row),
        path("", _row_by_row),
    ]
    return toys


def _unscoped(request: HttpRequest, number: int) -> HttpResponse:
    found = Competition.objects.filter(pk=number).first()
    return HttpResponse(str(found), status=200 if found else 404)


def _row_by_row(request: HttpRequest) -> HttpResponse:
    return HttpResponse(", ".join(str(row.org) for row in Competition.objects.all()))
