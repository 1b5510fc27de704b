"""One command serves a house: pages, events and what is due; it stops when told to."""

import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import PROGRAM

MISSING = """
import django; django.setup()
from django.db.migrations.recorder import MigrationRecorder
MigrationRecorder.Migration.objects.filter(app="relief").delete()
"""
RUNS = """
import django; django.setup()
from unionhall.kernel.jobs.models import JobRun
print(sorted(set(JobRun.objects.values_list("job", "error"))))
"""


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port


def wait_for(answer: Callable[[], Any], seconds: int = 60) -> Any:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = answer()
        if found:
            return found
        time.sleep(0.3)  # between two looks
    raise AssertionError("nothing came in time")


def status(port: int) -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/static/unionhall/unionhall.css", timeout=5) as answer:
            found: int = answer.status
    except (urllib.error.URLError, ConnectionError):
        return 0
    return found


@pytest.fixture
def served(house: Any, founded: Any, tmp_path: Path) -> Iterator[tuple[Any, int, subprocess.Popen[bytes], Path]]:
    made, port, log = house("served", founded), free_port(), tmp_path / "log"
    words = [sys.executable, "-c", PROGRAM, "serve", "--port", str(port)]
    with log.open("wb") as out, subprocess.Popen(words, env=made.variables, stdout=out, stderr=out) as process:
        yield made, port, process, log
        process.kill()


def test_the_house_is_served_worked_for_and_stopped(served: Any) -> None:
    house, port, process, log = served
    wait_for(lambda: status(port) == 200)
    assert f"http://127.0.0.1:{port}/" in log.read_text()
    wait_for(lambda: "events.deliver" in house.python(RUNS).text)
    assert "('audit.close', '')" in house.python(RUNS).text
    assert "先停止 unionhall serve" in house.command("restore", log).text
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0
    assert status(port) == 0
    assert [line for line in log.read_text().splitlines() if line and line[0] not in "{已"] == []


def test_a_database_behind_the_software_is_not_served(house: Any, founded: Any) -> None:
    behind = house("behind", founded)
    behind.python(MISSING)
    said = behind.command("serve", "--port", "1")
    assert (said.code, "unionhall upgrade" in said.text) == (2, True)
    said = house("empty").command("serve", "--port", "1")
    assert (said.code, "unionhall init" in said.text) == (2, True)
