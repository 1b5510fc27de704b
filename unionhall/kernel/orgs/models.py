"""Organizations and their history. ``path`` makes today's subtree one range; ``Placement`` keeps every earlier place."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from secrets import token_hex
from typing import Any

from django.db import models
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Concat, Substr

from unionhall.base.registry import Registry

kinds: Registry["OrgKind"] = Registry("organization kind")


@dataclass(frozen=True)
class OrgKind:
    """What may stand below what is data: a kind names the kinds of its children.

    A ``part`` keeps no records of its own: they belong to the organization above it, and name the part.
    """

    name: str
    label: str
    children: tuple[str, ...] = ()
    part: bool = False

    def __post_init__(self) -> None:
        kinds.add(self.name, self)


def unplaced() -> str:
    """A path that lies below nothing, for the moment between saving an organization and giving it its place."""
    return f"?{token_hex(8)}"


class Org(models.Model):
    """An organization as it is today: 全称, 简称 and 落款名, its place, and the region whose rules it follows."""

    code = models.CharField("组织代码", max_length=40, unique=True)
    kind = models.CharField("类型", max_length=30)
    name = models.CharField("全称", max_length=200)
    short_name = models.CharField("简称", max_length=100, blank=True)
    signature_name = models.CharField("落款名", max_length=200, blank=True)
    region = models.CharField("行政区划", max_length=12, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级组织")
    path = models.CharField("路径", max_length=255, unique=True, default=unplaced, editable=False)
    dissolved_on = models.DateField("停用日期", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "组织"

    def __str__(self) -> str:
        return self.short_name or self.name

    @property
    def org(self) -> "Org":
        """An organization is its own place, so that rights over it are asked for like rights over a record."""
        return self

    @property
    def signature(self) -> str:
        return self.signature_name or self.name

    def home(self) -> "Org":
        """The nearest organization at or above this one that keeps records of its own."""
        return self.parent.home() if kinds[self.kind].part and self.parent else self

    def subtree(self) -> "models.QuerySet[Org]":
        return Org.objects.filter(path__startswith=self.path)


class Name(models.Model):
    """A name for a time; open where ``valid_to`` is empty."""

    org = models.ForeignKey(Org, models.CASCADE, related_name="names")
    name = models.CharField("全称", max_length=200)
    valid_from = models.DateField("起")
    valid_to = models.DateField("止", null=True)


class Placement(models.Model):
    """A place below a parent for a time; open where ``valid_to`` is empty."""

    org = models.ForeignKey(Org, models.CASCADE, related_name="placements")
    parent = models.ForeignKey(Org, models.PROTECT, null=True, related_name="+")
    valid_from = models.DateField("起")
    valid_to = models.DateField("止", null=True)

    class Meta:
        indexes = [models.Index(fields=["valid_from"])]


# Places and names that were true before anything was written down.
BEGINNING = date(1900, 1, 1)


def valid_on(day: date) -> Q:
    """The rows of ``Name`` and ``Placement`` in force on a day."""
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gt=day))


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
    if parent and parent.dissolved_on:
        raise Misplaced(f"“{parent}”已停用，请另选上级")
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
