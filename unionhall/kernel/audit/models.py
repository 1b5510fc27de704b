"""Audit entries, written plain in the transaction, and the blocks that close them."""

from django.db import models

from unionhall.kernel.access.models import User
from unionhall.kernel.orgs.models import Org


class Entry(models.Model):
    """One act: who, what, on which record, when, why. ``changes`` holds field, old, new and the salted digests of both."""

    at = models.DateTimeField("时间")
    actor = models.ForeignKey(User, models.PROTECT, null=True, verbose_name="经办人")
    action = models.CharField("办理", max_length=80)
    org = models.ForeignKey(Org, models.PROTECT, null=True, verbose_name="组织")
    model = models.CharField("对象", max_length=60)
    record_id = models.BigIntegerField("记录", null=True)
    changes = models.JSONField("变更", default=list)
    reason = models.CharField("原因", max_length=500, blank=True)
    channel = models.CharField("途径", max_length=12)
    digest = models.CharField("散列", max_length=64)
    # Set where several entries were made by one confirmation, such as an import.
    batch = models.CharField("批次", max_length=40, blank=True)

    class Meta:
        verbose_name = "办理日志"
        indexes = [models.Index(fields=["model", "record_id"]), models.Index(fields=["org", "-at"])]


class Block(models.Model):
    """All entries up to ``last_entry`` since the block before, closed: their digests and the hash of that block in one."""

    closed_at = models.DateTimeField("封存时间")
    first_entry = models.BigIntegerField("首条")
    last_entry = models.BigIntegerField("末条")
    count = models.PositiveIntegerField("条数")
    previous = models.CharField("上一块", max_length=64, blank=True)
    digest = models.CharField("散列", max_length=64)

    class Meta:
        verbose_name = "日志封块"
