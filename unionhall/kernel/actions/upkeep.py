"""What the house does for itself by the calendar: deliver events, close audit blocks, drop old keys, make coming partitions."""

from datetime import datetime, timedelta

from django.db import transaction

from unionhall.kernel.actions.run import forget_keys
from unionhall.kernel.audit import log
from unionhall.kernel.events.models import deliver
from unionhall.kernel.jobs.models import Job
from unionhall.kernel.ledger import locks, partitions


def close_audit_block(now: datetime) -> None:
    """Close a block at a position that nothing can appear below."""
    with transaction.atomic():
        locks.enter(alone=True)
        log.close_block(now)


Job("events.deliver", "送达事件", timedelta(seconds=5), deliver)
Job("audit.close", "封存办理日志", timedelta(hours=1), close_audit_block)
Job("actions.forget", "清理提交凭据", timedelta(days=1), forget_keys)
Job("ledger.partitions", "准备事实账分区", timedelta(days=7), lambda now: partitions.prepare(now.date()))
