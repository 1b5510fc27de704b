"""What backup and restore ask of each database: a consistent copy, an empty place, a copy put in."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from django.db import connection, transaction

from unionhall.kernel.orgs.models import Org
from unionhall.shell.cli.main import Stop

Counts = dict[str, int]
BARE = ("--no-owner", "--no-privileges")  # a copy says what is kept, not who may read it


def occupied() -> bool:
    """Whether somebody already keeps something here."""
    return Org._meta.db_table in connection.introspection.table_names() and Org.objects.exists()


def dump(target: Path) -> Counts:
    """A copy of the database as it stands at one moment, and its rows by table."""
    return _dump_postgresql(target) if connection.vendor == "postgresql" else _dump_sqlite(target)


def load(source: Path, kept: Path) -> None:
    """Put a copy in place of the database; the one that was there is kept: a file in ``kept``, or a schema of its name."""
    full = bool(connection.introspection.table_names())
    if connection.vendor == "postgresql":
        _load_postgresql(source, kept.name.replace("-", "_"), full=full)
    else:
        _load_sqlite(source, kept, full=full)
    connection.close()


def _dump_sqlite(target: Path) -> Counts:
    connection.ensure_connection()
    with closing(sqlite3.connect(target)) as copy:
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        tables = [name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        return {name: copy.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}  # noqa: S608 - names from the schema


def _load_sqlite(source: Path, kept: Path, *, full: bool) -> None:
    database = Path(connection.settings_dict["NAME"])
    with closing(sqlite3.connect(source)) as copy:
        if copy.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            raise Stop("备份里的数据库已损坏，请换一份备份再试。这里的资料没有变动")
    connection.close()
    for suffix in ("", "-wal", "-shm"):
        path = database.with_name(database.name + suffix)
        if path.exists():
            path.rename(kept / path.name) if full else path.unlink()
    shutil.move(source, database)


def _dump_postgresql(target: Path) -> Counts:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot(), current_schema()")
        snapshot, schema = cursor.fetchone()
        _program("pg_dump", "--format=custom", *BARE, f"--schema={schema}", f"--snapshot={snapshot}", f"--file={target}")
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p') ORDER BY 1"
        )
        counts = {}
        for (name,) in cursor.fetchall():
            cursor.execute(f'SELECT count(*) FROM "{name}"')  # noqa: S608 - names from the schema
            counts[name] = cursor.fetchone()[0]
    return counts


def _load_postgresql(source: Path, kept: str, *, full: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        (schema,) = cursor.fetchone()
        cursor.execute(f'ALTER SCHEMA "{schema}" RENAME TO "{kept}"')
        cursor.execute(f'CREATE SCHEMA "{schema}"')
    connection.close()
    try:
        into = f"--dbname={connection.settings_dict['NAME']}"
        _program("pg_restore", *BARE, "--single-transaction", f"--schema={schema}", into, str(source))
    except Stop:
        with connection.cursor() as cursor:
            cursor.execute(f'DROP SCHEMA "{schema}" CASCADE')
            cursor.execute(f'ALTER SCHEMA "{kept}" RENAME TO "{schema}"')
        raise
    if not full:
        with connection.cursor() as cursor:
            cursor.execute(f'DROP SCHEMA "{kept}"')


def _program(name: str, *arguments: str) -> None:
    """Run one of PostgreSQL's own programs against the house's database."""
    known = connection.settings_dict
    variables = {"PGDATABASE": "NAME", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGHOST": "HOST", "PGPORT": "PORT"}
    settings = {variable: str(known[setting]) for variable, setting in variables.items() if known[setting]}
    try:
        subprocess.run([name, *arguments], env={**os.environ, **settings}, check=True, capture_output=True, text=True)
    except FileNotFoundError:
        raise Stop(f"没有找到程序 {name}，请安装 PostgreSQL 客户端（Debian：apt-get install postgresql-client）") from None
    except subprocess.CalledProcessError as error:
        raise Stop(f"{name} 没有完成：{error.stderr.strip()}") from error
