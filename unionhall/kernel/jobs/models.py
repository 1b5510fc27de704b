"""When each job ran, and with what outcome."""

from django.db import models


class JobRun(models.Model):
    """One run of a job; ``error`` is empty where it went well."""

    job = models.CharField("任务", max_length=80)
    started_at = models.DateTimeField("开始时间")
    finished_at = models.DateTimeField("结束时间", null=True)
    error = models.TextField("错误", blank=True)

    class Meta:
        verbose_name = "任务运行"
        indexes = [models.Index(fields=["job", "-started_at"])]
