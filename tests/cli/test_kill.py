"""The power fails: a program killed at any moment of an import or of a save leaves all of it or none of it."""

import json
import signal
import time
from pathlib import Path
from typing import Any

from tests.cli.conftest import PROGRAM, House, Houses
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
# The command line, killed as it is about to put the n-th statement to the database; says at its end which one was the last to write.
AT_STATEMENT = f"""
import os, signal, sys, django
django.setup()
from django.db import connection

end, put, wrote = int(sys.argv.pop(1)), 0, 0

def counted(execute, sql, *more):
    global put, wrote
    put += 1
    wrote = put if sql.startswith("INSERT") else wrote
    if put == end:
        os.kill(os.getpid(), signal.SIGKILL)
    return execute(sql, *more)

with connection.execute_wrapper(counted):
    try:
        {PROGRAM}
    finally:
        print(wrote)
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


def wrote(house: House) -> tuple[int, ...]:
    """What an import writes, after a look at the ledger and the log."""
    found = state(house)
    assert found["differences"] == found["altered"] == 0
    return tuple(found[name] for name in ("members", "visits", "batches", "facts", "entries", "origins"))


def test_an_import_killed_at_any_point_is_there_whole_or_not_at_all(house: Houses, founded: House, tmp_path: Path) -> None:
    write(workbook := tmp_path / "台账.xlsx", rows=2)
    nothing, everything = (0, 0, 0, 0, 0, 0), (2, 2, 1, 2, 2, 2)
    whole, made = house("whole", founded), house("killed", founded)
    said = whole.python(AT_STATEMENT, 0, "import", workbook, "--confirm")
    assert wrote(whole) == everything, said.text
    last = int(said.text.split()[-1])
    for part in (0.3, 0.55, 0.65, 0.8, 0.95, 0.99):
        said = made.python(AT_STATEMENT, int(last * part), "import", workbook, "--confirm")
        assert said.code == -signal.SIGKILL, said.text
        assert wrote(made) == nothing, f"after {part} of {last} statements"
    assert made.command("import", workbook, "--confirm").code == 0
    assert wrote(made) == everything


def test_a_save_killed_at_any_point_leaves_record_fact_and_log_in_step(house: Houses, stocked: House) -> None:
    made = house("saves", stocked)
    for after in (0.1, 0.25, 0.4, 0.9):
        program, said = made.begin(SAVE.replace("k{n}", f"k{after}-{{n}}"))
        while "ready" not in said.read_text():
            assert program.is_alive(), said.read_text()
            time.sleep(0.01)  # between two looks whether it has begun
        time.sleep(after)  # the moment at which it is killed is what is tried
        program.kill()
        program.join()
        found = state(made)
        assert found["visits"] == found["facts"] == found["entries"]
        assert found["differences"] == found["altered"] == 0
    assert state(made)["visits"] > 8, "some saves came through"


def test_an_officer_saves_while_a_workbook_goes_in(house: Houses, stocked: House, tmp_path: Path) -> None:
    made = house("together", stocked)
    earlier = state(made)["visits"]
    saving, said = made.begin(SAVE.replace("10_000", "30"))
    other = tmp_path / "慰问.csv"
    rows = [f"2013-{n % 12 + 1:02d}-{n % 28 + 1:02d},Q00{n % 9 + 1},住院探望,200" for n in range(60)]
    names = ("周水生", "何䶮", "阿依古丽·买买提", "林秋", "林秋", "高远", "顾兰", "邵平", "汤晓")
    lines = [row.replace(f"Q00{n % 9 + 1}", f"Q00{n % 9 + 1},{names[n % 9]}") for n, row in enumerate(rows)]
    other.write_text("\n".join(["日期,工号,姓名,类型,金额", *lines]), "utf-8")
    answer = made.command("import", other, "--confirm")
    assert answer.code == 0, answer.text
    saving.join(120)
    assert saving.exitcode == 0, said.read_text()
    found = state(made)
    assert found["visits"] == found["facts"] == found["entries"] == earlier + 30 + 60
    assert found["differences"] == found["altered"] == 0
