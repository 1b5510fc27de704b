"""What backup and restore ask of each database: a copy as it stands at one moment, and a copy put in place of what is there."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from unionhall.shell.cli.main import Stop

Counts = dict[str, int]
BARE = ("--no-owner", "--no-privileges")  # a copy says what is kept, not who may read it


def dump(target: Path) -> Counts:
    """Write a copy; returns its rows by table."""
    return _dump_postgresql(target) if connection.vendor == "postgresql" else _dump_sqlite(target)


def load(source: Path, kept: Path) -> None:
    """Put a copy in; the database that was there is kept: a file in the folder ``kept``, or a schema of its name."""
    full = bool(connection.introspection.table_names())
    if connection.vendor == "postgresql":
        _load_postgresql(source, kept.name.replace("-", "_"), full=full)
    else:
        _load_sqlite(source, kept, full=full)
    connection.close()


def _dump_sqlite(target: Path) -> Counts:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(target)])
    with closing(sqlite3.connect(target)) as copy:
        return _counts(copy.cursor())


def _dump_postgresql(target: Path) -> Counts:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot(), current_schema()")
        snapshot, schema = cursor.fetchone()
        _program("pg_dump", "--format=custom", *BARE, f"--schema={schema}", f"--snapshot={snapshot}", f"--file={target}")
        return _counts(cursor)


def _counts(cursor: Any) -> Counts:
    names = sorted(connection.introspection.table_names())
    cursor.execute(" UNION ALL ".join(f"SELECT '{name}', count(*) FROM \"{name}\"" for name in names))  # noqa: S608 - our own tables
    return dict(cursor.fetchall())


def _load_sqlite(source: Path, kept: Path, *, full: bool) -> None:
    database = Path(connection.settings_dict["NAME"])
    with closing(sqlite3.connect(source)) as copy:
        if copy.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            raise Stop("备份里的数据库已损坏，请换一份备份再试。这里的资料没有变动")
    connection.close()
    for path in (database.with_name(database.name + suffix) for suffix in ("", "-wal", "-shm")):
        if full and path.exists():
            path.rename(kept / path.name)
        path.unlink(missing_ok=True)
    shutil.move(source, database)


def _load_postgresql(source: Path, kept: str, *, full: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        (schema,) = cursor.fetchone()
    if full:
        _sql(f'ALTER SCHEMA "{schema}" RENAME TO "{kept}"', f'CREATE SCHEMA "{schema}"')
    try:
        _program("pg_restore", *BARE, "--single-transaction", f"--schema={schema}", str(source))
    except Stop:
        if full:
            _sql(f'DROP SCHEMA "{schema}"', f'ALTER SCHEMA "{kept}" RENAME TO "{schema}"')
        raise


def _sql(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _program(name: str, *arguments: str) -> None:
    """Run one of PostgreSQL's own programs against the house's database, which Django knows how to name to them."""
    (_, *words), variables = connection.client.settings_to_cmd_args_env(connection.settings_dict, [*arguments, "--dbname"])
    try:
        subprocess.run([name, *words], env={**os.environ, **(variables or {})}, check=True, capture_output=True, text=True)
    except FileNotFoundError:
        raise Stop(f"没有找到程序 {name}，请安装 PostgreSQL 客户端（Debian：apt-get install postgresql-client）") from None
    except subprocess.CalledProcessError as error:
        raise Stop(f"{name} 没有完成：{error.stderr.strip()}") from error
