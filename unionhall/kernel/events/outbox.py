"""Handlers subscribe to an event by name; ``deliver`` hands each waiting event to them, at least once."""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from unionhall.kernel.events.models import Event

Handler = Callable[[Event], None]
_handlers: defaultdict[str, list[Handler]] = defaultdict(list)
# How long after it happened an event is tried again; where the last try fails, it is kept with its error.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (0, 1, 10, 60, 24 * 60))


def on(name: str) -> Callable[[Handler], Handler]:
    """Subscribe a function. It may see an event twice, and takes ``event.pk`` as its key."""

    def subscribe(handler: Handler) -> Handler:
        _handlers[name].append(handler)
        return handler

    return subscribe


def deliver(now: datetime, most: int = 200) -> int:
    """Deliver what waits; returns how many were. A failing handler is tried again, five times within a day."""
    due = Q(pk__in=())
    for tries, wait in enumerate(WAITS):
        due |= Q(tries=tries, happened_at__lte=now - wait)
    return sum(_deliver(event, now) for event in Event.objects.filter(due, delivered_at=None).order_by("pk")[:most])


def _deliver(event: Event, now: datetime) -> bool:
    event.tries += 1
    try:
        with transaction.atomic():
            for handler in _handlers[event.name]:
                handler(event)
        event.delivered_at, event.error = now, ""
    except Exception as error:  # noqa: BLE001 - a handler's failure is kept with its event and tried again
        event.error = f"{type(error).__name__}: {error}"
    event.save()
    return event.delivered_at is not None
