"""Jobs are declared with an interval; ``run_due`` runs those whose interval has passed, and notes how each run went."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Max, Q

from unionhall.base.registry import Registry

jobs: Registry["Job"] = Registry("job")
FAILURES_KEPT = timedelta(days=30)


class JobRun(models.Model):
    """One run of a job; ``error`` is empty where it went well."""

    job = models.CharField("任务", max_length=80)
    started_at = models.DateTimeField("开始时间")
    finished_at = models.DateTimeField("结束时间", null=True)
    error = models.TextField("错误", blank=True)

    class Meta:
        verbose_name = "任务运行"
        indexes = [models.Index(fields=["job", "-started_at"])]


@dataclass(frozen=True)
class Job:
    """Work that is due every so often. ``work`` gets the moment of the run, and may be run again after a failure."""

    name: str
    label: str
    every: timedelta
    work: Callable[[datetime], object]

    def __post_init__(self) -> None:
        jobs.add(self.name, self)


def run_due(now: datetime) -> list[JobRun]:
    """Run every job whose time has come; a job that fails is noted and does not keep the others."""
    last = dict(JobRun.objects.values_list("job").annotate(Max("started_at")))
    return [run(job, now) for job in jobs if job.name not in last or last[job.name] + job.every <= now]


def run(job: Job, now: datetime) -> JobRun:
    """Run one job now and note the outcome."""
    entry = JobRun.objects.create(job=job.name, started_at=now)
    try:
        job.work(now)
    except Exception as error:  # noqa: BLE001 - one failing job must not stop the worker; the failure is kept and shown
        entry.error = f"{type(error).__name__}: {error}"
    entry.finished_at = now
    entry.save()
    # What went well is told by the last run alone.
    JobRun.objects.filter(Q(error="") | Q(started_at__lt=now - FAILURES_KEPT), job=job.name, pk__lt=entry.pk).delete()
    return entry
