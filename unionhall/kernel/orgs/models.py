"""Organizations and their history. ``path`` makes today's subtree one range; ``Placement`` keeps every earlier place."""

from dataclasses import dataclass
from datetime import date
from secrets import token_hex

from django.db import models
from django.db.models import Q

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
    dissolved_on = models.DateField("撤销日期", null=True, blank=True)
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
