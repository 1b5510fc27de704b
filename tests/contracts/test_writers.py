"""``run()`` is the one writer: modules never write, the shell writes only what it remembers for itself."""

import ast
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection

from tests.architecture.tree import CODE, name, parsed, python
from tests.contracts.registries import each
from tests.contracts.world import World
from unionhall.shell.bookkeeping import BOOKKEEPING, WRITTEN_BESIDE
from unionhall.shell.pages.declare import pages

ROWS = {"save", "delete"}
TABLES = {"create", "update", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "raw"}
MANAGERS = {"objects", "_default_manager"}
SETS = {"filter", "exclude", "all", "order_by"}
WRITING = re.compile(r'^(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"')
THE_WRITER = "kernel/actions/run.py"
# Beside the shell's own models: sessions, sign-in attempts, and uploads, which are kept before the act that names them.
OF_THE_HOUSE = re.compile(r"django_session|axes_\w+|files_file")


def writes(path: Path) -> Iterator[tuple[str, str]]:
    """Each call of a file that writes to the database, with the function in which it stands."""
    for function in ast.walk(parsed(path)):
        if not isinstance(function, ast.FunctionDef):
            continue
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _writes(node.func):
                yield function.name, ast.unparse(node.func)


def _writes(called: ast.Attribute) -> bool:
    if called.attr in ROWS:
        return not _is_open_file(called)
    chain = {node.attr for node in ast.walk(called.value) if isinstance(node, ast.Attribute)}
    return called.attr in TABLES and bool(chain & (MANAGERS | SETS))


def _is_open_file(called: ast.Attribute) -> bool:
    """Documents, workbooks and images are saved as well, but not in the database."""
    file = called.value.attr if isinstance(called.value, ast.Attribute) else getattr(called.value, "id", "")
    return file in {"document", "book", "workbook", "image", "archive", "made"}


def unexplained(path: Path) -> list[str]:
    """The writes of a file that neither go to a model of the shell's own nor are listed with a reason."""
    own = {model.__name__ for model in BOOKKEEPING}
    return [
        f"{name(path)} {function}: {call}"
        for function, call in writes(path)
        if call.partition(".")[0] not in own and f"{path.stem}.{function}" not in WRITTEN_BESIDE
    ]


def test_modules_write_nothing() -> None:
    assert not [found for path in python(CODE / "modules") for found in writes(path)]


def test_base_and_site_write_nothing() -> None:
    assert not [found for floor in ("base", "site") for path in python(CODE / floor) for found in writes(path)]


def test_the_shell_writes_only_what_it_keeps_for_itself() -> None:
    assert not [found for path in python(CODE / "shell") for found in unexplained(path)]


def test_whatever_is_written_beside_run_is_still_there_and_says_why() -> None:
    there = {f"{path.stem}.{function}" for path in python(CODE / "shell") for function, _ in writes(path)}
    assert set(WRITTEN_BESIDE) <= there
    assert all(len(reason) > 20 for reason in WRITTEN_BESIDE.values())


def test_what_the_shell_keeps_for_itself_is_no_record_and_no_fact() -> None:
    assert {model._meta.app_label for model in BOOKKEEPING} == {"shell"}


@contextmanager
def watched() -> Iterator[list[str]]:
    """Whatever is written to the database meanwhile, and by nobody that ``run`` has called."""
    found: list[str] = []
    own = {model._meta.db_table for model in BOOKKEEPING}

    def look(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        written = WRITING.match(sql)
        if written and written[1] not in own and not OF_THE_HOUSE.fullmatch(written[1]) and not _called_by_run():
            found.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield found


def _called_by_run() -> bool:
    frame = sys._getframe()
    while frame.f_back is not None:
        frame = frame.f_back
        if frame.f_code.co_filename.endswith(THE_WRITER):
            return True
    return False


def writes_through_run(world: World, page: Any) -> None:
    """Every screen of a model is opened, and every form is sent: what reaches the database went through the one writer."""
    client = world.client("officer")
    record = world.sample(page.model)
    data = world.samples()(world.union).data(page.create)
    with watched() as found:
        for tail in ("", "add/", f"{record.pk}/", "defaults/?kind=x", *(f"{record.pk}/{action.verb}/" for action in page.actions)):
            assert client.get(f"/{page.name}/{tail}").status_code == 200, tail
        assert client.post(f"/{page.name}/add/", {**data, "confirm": "1", "reason": "经核对"}).status_code == 302
        for action in page.actions:
            data = world.samples()(world.union).data(action, 1)
            answer = client.post(f"/{page.name}/{record.pk}/{action.verb}/", {**data, "reason": "经核对", "confirm": "1"})
            assert answer.status_code in (302, 422)
    assert not found


@each("page", pages)
def test_whatever_a_page_writes_goes_through_the_one_writer(page: Any, world: World) -> None:
    writes_through_run(world, page)
