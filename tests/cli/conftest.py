"""Commands as people give them: inside the test where that is enough, as a program of its own where a whole house is at stake."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Protocol
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.cli.ledger_workbook import write
from tests.cli.programs import begin

ROOT = Path(__file__).parents[2]
PROGRAM = "from unionhall.shell.cli.main import main; main()"


@dataclass
class Said:
    """What a command answered."""

    code: int
    text: str


@dataclass
class House:
    """An installation in a folder and a database of its own; its commands run as programs."""

    home: Path
    database: str = ""

    @property
    def variables(self) -> dict[str, str]:
        own = {"UNIONHALL_HOME": str(self.home), "UNIONHALL_DATABASE_URL": self.database, "PYTHONPATH": str(ROOT)}
        return {**os.environ, "DJANGO_SETTINGS_MODULE": "unionhall.site.settings", **own}

    def command(self, *words: object) -> Said:
        return self.python(PROGRAM, *words)

    def python(self, code: str, *words: object) -> Said:
        """Run code as a program of this house, to its end."""
        program, out = self.begin(code, *words)
        program.join()
        assert program.exitcode is not None
        return Said(program.exitcode, out.read_text())

    def begin(self, code: str, *words: object) -> tuple[ForkServerProcess, Path]:
        """A program that runs beside the test, and the file into which it speaks."""
        with NamedTemporaryFile(dir=self.home.parent, delete=False) as out:
            said = Path(out.name)
        return begin(code, [str(word) for word in words], self.variables, said), said


class Houses(Protocol):
    """Makes a house under a name: an empty one, or a copy of another."""

    def __call__(self, name: str, like: House | None = None) -> House: ...


EVIDENCE = """
import contextlib, io, json, sys, django
django.setup()
from unionhall.shell.cli import asking
answers = {}
for phrase in sys.argv[2:]:
    with contextlib.redirect_stdout(io.StringIO()) as said:
        asking.evidence_(phrase, sys.argv[1], org="", kind="", source="", as_json=True)
    answers[phrase] = json.loads(said.getvalue())
print(json.dumps(answers))
"""


def evidence_of(house: House, phrases: list[str], period: str) -> dict[str, Any]:
    """What `unionhall evidence` answers for each phrase, in one program."""
    found: dict[str, Any] = json.loads(house.python(EVIDENCE, period, *phrases).text)
    return found


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Houses]:
    """Makes houses, each with a database of its own on the engine of this test run."""
    url = os.environ.get("UNIONHALL_DATABASE_URL", "")
    made: list[str] = []

    def make(name: str, like: House | None = None) -> House:
        home = tmp_path_factory.mktemp(name)
        if like:
            shutil.copytree(like.home, home, dirs_exist_ok=True)
        if not url:
            return House(home)
        made.append(f"house_{os.getpid()}_{home.name}")
        _on_server(url, f'CREATE DATABASE "{made[-1]}"' + (f' TEMPLATE "{urlsplit(like.database).path[1:]}"' if like else ""))
        return House(home, urlsplit(url)._replace(path=f"/{made[-1]}").geturl())

    yield make
    for database in made:
        _on_server(url, f'DROP DATABASE "{database}" WITH (FORCE)')


def _on_server(url: str, statement: str) -> None:
    import psycopg

    parts = urlsplit(url)
    host = parse_qs(parts.query).get("host", [parts.hostname or ""])[0]
    where = {"host": host, "user": parts.username, "password": parts.password, "port": parts.port, "dbname": "postgres"}
    with psycopg.connect(autocommit=True, **{name: value for name, value in where.items() if value}) as connection:
        connection.execute(statement)


@pytest.fixture(scope="session")
def founded(house: Houses) -> House:
    """A house with a union and its officer, for copies: no test changes it."""
    made = house("founded")
    said = made.command("init", "--name", "松涛阀门厂工会")
    assert said.code == 0, said.text
    return made


@pytest.fixture(scope="session")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An officer's workbook of a year."""
    path = tmp_path_factory.mktemp("workbook") / "台账.xlsx"
    write(path)
    return path


@pytest.fixture(scope="session")
def stocked(house: Houses, founded: House, workbook: Path) -> House:
    """A house into which the workbook has gone, for copies: no test changes it."""
    made = house("stocked", founded)
    said = made.command("import", workbook, "--confirm")
    assert said.code == 0, said.text
    return made


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Said]:
    """Gives a command inside the test, on its database."""
    from unionhall.shell.cli.main import carry_out, commands

    def give(*words: object) -> Said:
        monkeypatch.setattr("sys.argv", ["unionhall", *map(str, words)])
        with redirect_stdout(StringIO()) as said, redirect_stderr(said), pytest.raises(SystemExit) as ended:
            carry_out(commands())
        return Said(int(ended.value.code or 0), said.getvalue())

    return give
