"""The power fails: a program killed at any moment of an import or of a save leaves all of it or none of it."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import PROGRAM, House
from tests.cli.ledger_workbook import write

COUNT = """
import json, django
django.setup()
from unionhall.kernel.audit import log
from unionhall.kernel.audit.models import Entry
from unionhall.kernel.ledger.check import verify
from unionhall.kernel.ledger.models import Fact
from unionhall.kernel.actions.models import Batch, Origin
from unionhall.modules.membership.models import Membership
from unionhall.modules.relief.models import Visit
print(json.dumps({
    "members": Membership.objects.count(), "visits": Visit.objects.count(), "batches": Batch.objects.count(),
    "facts": Fact.objects.filter(metric="relief.times").count(), "entries": Entry.objects.filter(action="relief.visit.register").count(),
    "origins": Origin.objects.filter(model="relief.visit").count(),
    "differences": len(list(verify())), "altered": len(log.verify()),
}))
"""
SAVE = """
import django
django.setup()
from unionhall.kernel.actions.declare import Call
from unionhall.kernel.actions.run import run
from unionhall.kernel.orgs.models import Org
from unionhall.kernel.people.models import Card
from unionhall.modules.relief.actions import REGISTER
org, card = Org.objects.get(parent=None), Card.objects.first()
print("ready", flush=True)
for n in range(10_000):
    data = {"person": card.person_id, "kind": "visit.illness", "amount": "100", "visited_on": f"2026-{n % 12 + 1:02d}-{n % 28 + 1:02d}"}
    run(REGISTER, Call(None, data, org=org, confirmed=True, reason="重复登记用于测试", key=f"k{n}-{card.pk}"))
"""


def state(house: House) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(house.python(COUNT).text)
    return found


def killed(house: House, code: str, *words: object, after: float) -> None:
    """Start a program and kill it so many seconds after it has begun to work."""
    program = subprocess.Popen([sys.executable, "-c", code, *map(str, words)], env=house.variables, stdout=subprocess.DEVNULL)
    time.sleep(after)
    program.send_signal(signal.SIGKILL)
    program.wait()


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("kill") / "台账.xlsx"
    write(path)
    return path


def test_an_import_killed_at_any_point_is_there_whole_or_not_at_all(house: Callable[[str], House], workbook: Path) -> None:
    made = house("killed")
    made.command("init", "--name", "松涛阀门厂工会")
    began = time.monotonic()
    made.command("import", workbook)
    whole = time.monotonic() - began
    for part in (0.5, 0.8, 1.0, 1.1, 1.2, 1.35):
        killed(made, PROGRAM, "import", workbook, "--confirm", after=whole * part)
        found = state(made)
        assert found["differences"] == found["altered"] == 0
        wrote = (found["members"], found["visits"], found["batches"], found["facts"], found["entries"], found["origins"])
        assert wrote in ((0, 0, 0, 0, 0, 0), (10, 8, 1, 8, 8, 8)), f"after {part} of {whole:.1f} s"
    assert "无变化 " in made.command("import", workbook, "--confirm").text
    assert state(made)["members"] == 10


def test_a_save_killed_at_any_point_leaves_record_fact_and_log_in_step(house: Callable[[str], House], workbook: Path) -> None:
    made = house("saves")
    made.command("init", "--name", "松涛阀门厂工会")
    made.command("import", workbook, "--confirm")
    for after in (2.5, 2.8, 3.1, 3.6):
        killed(made, SAVE.replace("k{n}", f"k{after}-{{n}}"), after=after)
        found = state(made)
        assert found["visits"] == found["facts"] == found["entries"]
        assert found["differences"] == found["altered"] == 0
    assert state(made)["visits"] > 8, "some saves came through"


def test_an_officer_saves_while_a_workbook_goes_in(house: Callable[[str], House], workbook: Path) -> None:
    made = house("together")
    made.command("init", "--name", "松涛阀门厂工会")
    made.command("import", workbook, "--confirm")
    earlier = state(made)["visits"]
    saving = subprocess.Popen([sys.executable, "-c", SAVE.replace("10_000", "30")], env=made.variables, stdout=subprocess.DEVNULL)
    other = workbook.with_name("慰问.csv")
    rows = [f"2013-{n % 12 + 1:02d}-{n % 28 + 1:02d},Q00{n % 9 + 1},住院探望,200" for n in range(120)]
    names = ("周水生", "何䶮", "阿依古丽·买买提", "林秋", "林秋", "高远", "顾兰", "邵平", "汤晓")
    lines = [row.replace(f"Q00{n % 9 + 1}", f"Q00{n % 9 + 1},{names[n % 9]}") for n, row in enumerate(rows)]
    other.write_text("\n".join(["日期,工号,姓名,类型,金额", *lines]), "utf-8")
    answer = made.command("import", other, "--confirm")
    assert answer.code == 0, answer.text
    assert saving.wait(timeout=120) == 0
    found = state(made)
    assert found["visits"] == found["facts"] == found["entries"] == earlier + 30 + 120
    assert found["differences"] == found["altered"] == 0
