"""Commands as people give them: inside the test where that is enough, as a program of its own where a whole house is at stake."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

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
        """Run code as a program of this house."""
        program = [sys.executable, "-c", code, *map(str, words)]
        done = subprocess.run(program, env=self.variables, capture_output=True, text=True, check=False)
        return Said(done.returncode, done.stdout + done.stderr)


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


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], House]]:
    """Makes empty houses, each with a database of its own on the engine of this test run."""
    url = os.environ.get("UNIONHALL_DATABASE_URL", "")
    made: list[str] = []

    def make(name: str) -> House:
        home = tmp_path_factory.mktemp(name)
        if not url:
            return House(home)
        made.append(f"house_{os.getpid()}_{home.name}")
        _on_server(url, f'CREATE DATABASE "{made[-1]}"')
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


@pytest.fixture
def command() -> Callable[..., Said]:
    """Gives a command inside the test, on its database."""
    from typer.testing import CliRunner

    from unionhall.shell.cli import docs, papers, reading, serving  # noqa: F401 - each adds its commands
    from unionhall.shell.cli.main import Stop, app

    def give(*words: object) -> Said:
        result = CliRunner().invoke(app, [str(word) for word in words])
        if isinstance(result.exception, Stop | ValueError | LookupError):
            return Said(2, result.output + str(result.exception))
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Said(result.exit_code, result.output)

    return give
