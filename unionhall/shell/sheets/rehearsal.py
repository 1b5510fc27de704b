"""A place to rehearse in: whatever is written inside is gone afterwards, and nobody waits for it."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress

from django.db import connection, transaction


class _TakeBack(Exception):
    """Ends the rehearsal; everything in it is undone."""


@contextmanager
def rehearsal() -> Iterator[None]:
    """Work on the data as it stands, without leaving a trace.

    PostgreSQL takes the transaction back. SQLite has one writer at a time, whom a rehearsal of seconds would keep waiting: there
    the work is done on a copy in memory.
    """
    place = _copy() if connection.vendor == "sqlite" and not connection.in_atomic_block else nullcontext()
    with place, suppress(_TakeBack), transaction.atomic():
        yield
        raise _TakeBack


@contextmanager
def _copy() -> Iterator[None]:
    connection.ensure_connection()
    real = connection.connection
    copy = connection.get_new_connection({**connection.get_connection_params(), "database": ":memory:"})
    try:
        real.backup(copy)
        connection.connection = copy
        yield
    finally:
        connection.connection = real
        copy.close()
