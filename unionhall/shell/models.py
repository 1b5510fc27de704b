"""The shell's own bookkeeping: what it remembers between two requests, and what no figure ever counts."""

from django.db import models

from unionhall.kernel.access.models import User
from unionhall.kernel.actions.models import Batch
from unionhall.kernel.files.models import File
from unionhall.kernel.orgs.models import Org


class Preview(models.Model):
    """What an uploaded sheet would do, row by row as somebody was shown it; ``batch`` is set, and the rows gone, once it was confirmed.

    ``year`` and ``groups`` are what the person chose; ``about`` says what was assumed, skipped and proposed.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    org = models.ForeignKey(Org, models.CASCADE, related_name="+")
    file = models.ForeignKey(File, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(null=True)
    groups = models.JSONField(default=dict)
    rows = models.JSONField(default=list)
    about = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    batch = models.ForeignKey(Batch, models.CASCADE, null=True, related_name="+")


class Checked(models.Model):
    """A paper that somebody had checked: the file as it came, the text that was read, and the report of that hour.

    ``org`` is whose paper it is and whose ledger it was held against; ``period`` what was said for a paper without a year.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    org = models.ForeignKey(Org, models.CASCADE, related_name="+")
    file = models.ForeignKey(File, models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    period = models.CharField(max_length=30, blank=True)
    text = models.TextField()
    report = models.JSONField(default=dict)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = "核对的文稿"
