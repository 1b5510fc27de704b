"""Handlers subscribe to an event by name; ``deliver`` hands each waiting event to them, at least once."""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from unionhall.kernel.events.models import Event

Handler = Callable[[Event], None]
_handlers: defaultdict[str, list[Handler]] = defaultdict(list)
TRIES = 5


def on(name: str) -> Callable[[Handler], Handler]:
    """Subscribe a function. It may see an event twice, and takes ``event.pk`` as its key."""

    def subscribe(handler: Handler) -> Handler:
        _handlers[name].append(handler)
        return handler

    return subscribe


def deliver(now: datetime, most: int = 200) -> int:
    """Deliver what waits; returns how many were. A failing handler is tried again, five times in all."""
    waiting = Event.objects.filter(delivered_at=None, tries__lt=TRIES).order_by("pk")[:most]
    return sum(_deliver(event, now) for event in waiting)


def _deliver(event: Event, now: datetime) -> bool:
    try:
        with transaction.atomic():
            for handler in _handlers[event.name]:
                handler(event)
            event.delivered_at = now
    except Exception as error:  # noqa: BLE001 - a handler's failure is kept with its event and tried again
        event.error = f"{type(error).__name__}: {error}"
    event.tries += 1
    event.save()
    return event.delivered_at is not None
