"""The outbox: an event is written with what caused it, and delivered after commit."""

from django.db import models

from unionhall.kernel.orgs.models import Org


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
