"""Counters: one row per organization, series and year; the row is locked while a number is taken."""

from django.db import models

from unionhall.kernel.orgs.models import Org


class Counter(models.Model):
    """The last number taken. ``style`` is the organization's own, where it has set one, and goes on from year to year."""

    org = models.ForeignKey(Org, models.CASCADE)
    series = models.CharField("系列", max_length=30)
    year = models.PositiveSmallIntegerField("年度")
    last = models.PositiveIntegerField("末号", default=0)
    style = models.CharField("样式", max_length=60, blank=True)

    class Meta:
        verbose_name = "编号系列"
        constraints = [models.UniqueConstraint(fields=["org", "series", "year"], name="one_counter")]


STYLE = "{series}〔{year}〕{number}号"


def take(org: Org, series: str, year: int) -> str:
    """The next number of the series, such as 慰问〔2025〕12号. To be called inside a transaction."""
    last = Counter.objects.filter(org=org, series=series).order_by("-year").first()
    style = {"style": last.style if last else ""}
    counter, _ = Counter.objects.select_for_update().get_or_create(org=org, series=series, year=year, defaults=style)
    counter.last += 1
    counter.save(update_fields=["last"])
    return (counter.style or STYLE).format(series=series, year=year, number=counter.last)
