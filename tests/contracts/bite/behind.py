"""A file of a screen that writes by itself; it is read by a test, and called by nobody."""

from unionhall.modules.competitions.models import Competition
from unionhall.shell.models import Preview


def keep(number: int) -> None:
    Preview.objects.filter(pk=number).delete()


def tidy(record: Competition) -> None:
    Competition.objects.filter(pk=record.pk).update(rank="第一名")
    record.save()
