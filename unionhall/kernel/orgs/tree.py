"""Founding, renaming and moving organizations, and the subtree as it was on a day."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Concat, Substr

from unionhall.kernel.orgs.models import BEGINNING, Name, Org, Placement, kinds, valid_on


class Misplaced(ValueError):
    """The organization may not stand there; the message says why."""


def found(org: Org, on: date | None = None) -> Org:
    """Save a new organization in its place, with its first name and placement."""
    check_place(org.kind, org.parent)
    org.save()
    org.path = f"{org.parent.path if org.parent else ''}{org.pk:07d}."
    org.save(update_fields=["path"])
    since = on or BEGINNING
    org.names.create(name=org.name, valid_from=since)
    org.placements.create(parent=org.parent, valid_from=since)
    return org


def rename(org: Org, name: str, on: date) -> None:
    """Give a new name from a day on; papers of earlier periods keep the earlier one."""
    _follow(org.names, on, name=name)
    org.name = name
    org.save(update_fields=["name"])


def move(org: Org, parent: Org, on: date) -> None:
    """Put an organization, with all below it, under another parent from a day on."""
    check_move(org, parent)
    _follow(org.placements, on, parent=parent)
    old, new = org.path, f"{parent.path}{org.pk:07d}."
    Org.objects.filter(path__startswith=old).update(path=Concat(Value(new), Substr(F("path"), len(old) + 1)))
    org.parent, org.path = parent, new
    org.save(update_fields=["parent"])


def check_place(kind: str, parent: Org | None) -> None:
    """Raise ``Misplaced`` where an organization of that kind may not stand below the parent."""
    if kind not in kinds:
        raise Misplaced(f"没有“{kind}”这种组织类型")
    if parent and kind not in kinds[parent.kind].children:
        raise Misplaced(f"“{kinds[parent.kind].label}”之下不能设“{kinds[kind].label}”")


def check_move(org: Org, parent: Org) -> None:
    check_place(org.kind, parent)
    if parent.path.startswith(org.path):
        raise Misplaced("不能移到自己的下级组织之下")


def _follow(history: Any, on: date, **new: Any) -> None:
    """End what is in force on the day that something new begins. History is only added to: the day cannot lie before the last change."""
    last = history.latest("valid_from", "pk")
    if on < last.valid_from:
        raise Misplaced(f"上一次变动自 {last.valid_from} 起，这次的日期不能更早")
    history.filter(pk=last.pk).update(valid_to=on)
    history.create(valid_from=on, **new)


def name_on(org: Org, day: date) -> str:
    """The full name that was in force on a day; today's where none is known."""
    known = Name.objects.filter(valid_on(day), org=org).first()
    return known.name if known else org.name


def subtrees_on(orgs: Iterable[int], day: date) -> dict[int, set[int]]:
    """For each organization the numbers of all at or below it as the tree stood at the end of ``day``.

    Empty where nothing has moved since: today's paths answer, and no list is needed.
    """
    if not _moved_since(day):
        return {}
    children: dict[int | None, list[int]] = defaultdict(list)
    for number, parent in Placement.objects.filter(valid_on(day)).values_list("org_id", "parent_id"):
        children[parent].append(number)
    found = {}
    for org in orgs:
        numbers = [org]
        for number in numbers:  # which grows as it is gone through
            numbers += children[number]
        found[org] = set(numbers)
    return found


def children_on(org: Org, day: date) -> "QuerySet[Org]":
    """The organizations next below ``org`` as the tree stood at the end of ``day``, in the order of the tree."""
    if not _moved_since(day):
        return org.children.order_by("path")
    return Org.objects.filter(pk__in=Placement.objects.filter(valid_on(day), parent=org).values("org")).order_by("path")


def _moved_since(day: date) -> bool:
    return Placement.objects.filter(valid_to__gt=day).exists()
