"""A link joins two records of whatever module, by name and number."""

from django.db import models
from django.db.models import Q, QuerySet

from unionhall.kernel.orgs.models import Org


class Link(models.Model):
    """``from`` and ``to`` as ``module.model`` and number; the kind says how they belong together."""

    org = models.ForeignKey(Org, models.PROTECT)
    from_model = models.CharField("自", max_length=60)
    from_id = models.BigIntegerField()
    to_model = models.CharField("至", max_length=60)
    to_id = models.BigIntegerField()
    kind = models.CharField("关系", max_length=30)

    class Meta:
        verbose_name = "关联"
        constraints = [models.UniqueConstraint(fields=["from_model", "from_id", "to_model", "to_id", "kind"], name="one_link")]


def links_of(model: str, record_id: int) -> "QuerySet[Link]":
    """Every link from or to one record."""
    return Link.objects.filter(Q(from_model=model, from_id=record_id) | Q(to_model=model, to_id=record_id))
