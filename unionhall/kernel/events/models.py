"""The outbox: an event is written with what caused it; ``deliver`` hands each to whoever subscribed by its name, at least once."""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import models, transaction
from django.db.models import Q

from unionhall.kernel.orgs.models import Org

# How long after it happened an event is tried again; where the last try fails, it is kept with its error.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (0, 1, 10, 60, 24 * 60))


class Event(models.Model):
    """Something that happened, in the past tense, to one record."""

    name = models.CharField("事件", max_length=80)
    org = models.ForeignKey(Org, models.PROTECT, null=True)
    model = models.CharField("对象", max_length=60)
    record_id = models.BigIntegerField("记录")
    happened_at = models.DateTimeField("时间")
    delivered_at = models.DateTimeField("送达时间", null=True)
    tries = models.PositiveSmallIntegerField("次数", default=0)
    error = models.TextField("错误", blank=True)

    class Meta:
        verbose_name = "事件"
        indexes = [models.Index(fields=["delivered_at", "id"])]


Handler = Callable[[Event], None]
_handlers: defaultdict[str, list[Handler]] = defaultdict(list)


def on(name: str) -> Callable[[Handler], Handler]:
    """Subscribe a function. It may see an event twice, and takes ``event.pk`` as its key."""

    def subscribe(handler: Handler) -> Handler:
        _handlers[name].append(handler)
        return handler

    return subscribe


def deliver(now: datetime) -> int:
    """Deliver all that waits; returns how many were. A failing handler is tried again, five times within a day."""
    due = Q(pk__in=())
    for tries, wait in enumerate(WAITS):
        due |= Q(tries=tries, happened_at__lte=now - wait)
    waiting, delivered = Event.objects.filter(due, delivered_at=None).order_by("pk"), 0
    while some := sum(_deliver(event, now) for event in waiting[:200]):
        delivered += some
    return delivered


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
