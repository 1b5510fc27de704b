"""The models that the shell may write itself, without ``run``: nothing in them is a record or counts in a figure."""

from unionhall.shell.models import Preview

BOOKKEEPING = (Preview,)
