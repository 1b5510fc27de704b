"""How long what officers do most takes: importing 500 rows, saving a visit, opening a list and the desk among 100,000 members.

Prints milliseconds, and each as a ratio against the least that the same run could do: parsing and bare inserts, raw SQL.
Run: python bench/house.py [members]
"""

import io
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

ROUNDS = 7


def main(members: int) -> None:
    """Make a house in a temporary folder, fill it, and time it."""
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(UNIONHALL_HOME=home, DJANGO_SETTINGS_MODULE="unionhall.site.settings")
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        org, client = founded()
        report("导入 500 行（核对）", *import_preview(org))
        report("导入 500 行（写入）", *import_write(org))
        report("保存一次慰问", *save_a_visit(org, client))
        print(f"生成 {members:,} 名会员：{seconds(lambda: generate(org, members)):.1f} 秒")
        report(f"打开 {members:,} 人的名册", *open_list(client))
        report(f"在 {members:,} 人中找一个人", *find_one(client))
        report(f"{members:,} 人的工作台", *open_desk(client))


def report(what: str, ours: float, limit: float, against: str) -> None:
    """One line: milliseconds of ours, of the limit, and the ratio."""
    print(f"{what}\t{ours * 1000:.1f} 毫秒\t{against} {limit * 1000:.1f} 毫秒\t{ours / limit:.1f} 倍")


def seconds(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def median(work: Callable[[], Any]) -> float:
    """The median of seven runs, after one that warms up."""
    work()
    return statistics.median(seconds(work) for _ in range(ROUNDS))


def founded() -> tuple[Any, Any]:
    """A union with one officer, signed in."""
    from django.test import Client

    from unionhall.kernel.access.models import User
    from unionhall.kernel.actions.declare import Call
    from unionhall.kernel.actions.places import FOUND
    from unionhall.kernel.actions.rights import OPEN_ACCOUNT
    from unionhall.kernel.actions.run import run

    org = run(FOUND, Call(None, {"name": "恒川机械厂工会", "kind": "union"})).record
    run(OPEN_ACCOUNT, Call(None, {"role": "officer", "display_name": "李守田", "name": "officer"}, org=org))
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(name="officer"), backend="unionhall.shell.pages.signin.NameOrPhone")
    return org, client


def roster(rows: int) -> bytes:
    """A roster of invented people as a workbook."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.append(["工号", "姓名", "性别", "出生日期", "工会小组", "用工形式", "入会日期"])
    for n in range(rows):
        born, joined = date(1970, 1, 1) + timedelta(days=n * 13 % 9000), date(2005, 1, 1) + timedelta(days=n * 7 % 6000)
        sheet.append([f"B{n:05d}", f"测试{n:05d}", "男女"[n % 2], born, f"第{n % 9 + 1}小组", "正式", joined])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def planned(org: Any) -> Any:
    from unionhall.shell.sheets.plan import plan
    from unionhall.shell.sheets.register import known
    from unionhall.shell.sheets.workbook import read

    return plan(read(roster(500), "名册.xlsx", known), org)


def import_preview(org: Any) -> tuple[float, float, str]:
    from django.utils import timezone

    from unionhall.shell.sheets.importing import preview
    from unionhall.shell.sheets.register import known
    from unionhall.shell.sheets.workbook import read

    made, data = planned(org), roster(500)
    ours = seconds(lambda: preview(made, None, timezone.now()))
    return ours, median(lambda: read(data, "名册.xlsx", known)), "只读取表格"


def import_write(org: Any) -> tuple[float, float, str]:
    from django.utils import timezone

    from unionhall.kernel.people.models import Person
    from unionhall.shell.sheets.importing import carry_out, preview

    made = planned(org)
    writes = preview(made, None, timezone.now()).writes()
    ours = seconds(lambda: carry_out(made, writes, None, timezone.now()))
    return ours, seconds(lambda: [Person.objects.create() for _ in range(500)]), "500 次裸插入"


def save_a_visit(org: Any, client: Any) -> tuple[float, float, str]:
    from unionhall.kernel.people.models import Card, Person

    person = Card.objects.filter(org=org)[0].person_id
    data = {"person": person, "kind": "visit.illness", "amount": "300", "visited_on": "2026-03-05", "confirm": "1"}

    def save() -> None:
        assert client.post("/relief.visit/add/", data).status_code == 302

    return median(save), median(Person.objects.create), "一次裸插入"


def generate(org: Any, members: int) -> None:
    """Members in bulk, with the facts that they would have posted: the ledger verifies afterwards."""
    from unionhall.kernel.ledger.posting import post
    from unionhall.kernel.people.models import Card, Person
    from unionhall.modules.membership.models import Membership

    joined = date(2010, 1, 1)
    for start in range(0, members, 10_000):
        count = min(10_000, members - start)
        people = Person.objects.bulk_create([Person() for _ in range(count)])
        names = [(f"G{start + n:06d}", f"生成{start + n:06d}") for n in range(count)]
        cards = [Card(org=org, person=p, name=name, pinyin="sc sc", staff_number=no) for p, (no, name) in zip(people, names, strict=True)]
        Card.objects.bulk_create(cards)
        records = Membership.objects.bulk_create([Membership(org=org, person=person, joined_on=joined) for person in people])
        post(records)


def open_list(client: Any) -> tuple[float, float, str]:
    from django.db import connection

    def page() -> None:
        assert client.get("/membership.membership/").status_code == 200

    def raw() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM membership_membership WHERE state <> 'void'")
            cursor.fetchone()
            cursor.execute(
                "SELECT * FROM membership_membership m JOIN people_card c ON c.person_id = m.person_id ORDER BY m.id DESC LIMIT 50"
            )
            cursor.fetchall()

    return median(page), median(raw), "同样两条裸 SQL"


def find_one(client: Any) -> tuple[float, float, str]:
    from django.db import connection

    def page() -> None:
        assert client.get("/people/", {"q": "G000777"}).json()["items"][0]["name"] == "生成000777"

    def raw() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM people_card WHERE staff_number = 'G000777'")
            cursor.fetchall()

    return median(page), median(raw), "按工号的裸 SQL"


def open_desk(client: Any) -> tuple[float, float, str]:
    from django.db import connection

    def page() -> None:
        assert client.get("/").status_code == 200

    def raw() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT metric, sum(value), count(*) FROM ledger_fact GROUP BY metric")
            cursor.fetchall()

    return median(page), median(raw), "一次裸合计"


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent))
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
