"""One lock of the whole ledger: writers share it, a closed position takes it alone.

SQLite has one writer at a time by itself; its transactions begin as writers (``transaction_mode`` IMMEDIATE).
"""

from django.db import connection

from unionhall.kernel.ledger.models import Fact

LEDGER_LOCK = 0x756E696F


def enter(*, alone: bool = False) -> None:
    """Take the lock for the rest of the transaction."""
    if connection.vendor == "postgresql":
        function = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {function}(%s)", [LEDGER_LOCK])


def position() -> int:
    """The last line of the ledger. Closed, that is final, only where the lock is held alone."""
    last = Fact.objects.order_by("-seq").values_list("seq", flat=True).first()
    return last or 0
