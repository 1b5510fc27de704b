"""What the writer keeps for itself: idempotency keys, and the batches of confirmed sheets with the origin of each record."""

from django.db import models

from unionhall.kernel.access.models import User
from unionhall.kernel.files.models import File
from unionhall.kernel.orgs.models import Org


class Key(models.Model):
    """A request that was carried out, by its key: asked again with the same content, it gives the first result."""

    key = models.CharField(max_length=64, unique=True)
    digest = models.CharField(max_length=64)
    record_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()


class Batch(models.Model):
    """A sheet that somebody confirmed: written whole, and taken back whole."""

    org = models.ForeignKey(Org, models.PROTECT, verbose_name="组织")
    actor = models.ForeignKey(User, models.PROTECT, null=True, verbose_name="经办人")
    file = models.ForeignKey(File, models.PROTECT, null=True, verbose_name="文件")
    file_name = models.CharField("文件名", max_length=200)
    at = models.DateTimeField("时间")
    created = models.PositiveIntegerField("新增", default=0)
    updated = models.PositiveIntegerField("更新", default=0)
    undone_at = models.DateTimeField("撤销时间", null=True)

    class Meta:
        verbose_name = "导入批次"

    def founded(self) -> int:
        """How many groups it made; they are not among ``created``, which counts records."""
        return self.origins.filter(model=Org._meta.label_lower, created=True).count()


class Origin(models.Model):
    """Where a record came from: the row of a sheet that made or changed it. ``sealed`` is what stood before."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="origins")
    sheet = models.CharField("工作表", max_length=100)
    row = models.PositiveIntegerField("行")
    model = models.CharField("对象", max_length=60)
    record_id = models.BigIntegerField("记录")
    created = models.BooleanField("新增")
    version = models.PositiveIntegerField("版本", default=1)
    sealed = models.BinaryField("原值", default=bytes)

    class Meta:
        verbose_name = "导入来源"
        indexes = [models.Index(fields=["model", "record_id"])]

    def __str__(self) -> str:
        return f"{self.batch.file_name}“{self.sheet}”第 {self.row} 行"
