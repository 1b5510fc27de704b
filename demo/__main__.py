"""`python -m demo`: make the invented federation where there is no house yet, and serve it."""

import os
import time
from datetime import date
from typing import Annotated

import django
import typer

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unionhall.site.settings")
django.setup()  # nothing that is declared can be imported before

from django.conf import settings
from django.utils import timezone

from demo.build import build
from unionhall.kernel.audit import log
from unionhall.kernel.ledger.check import verify
from unionhall.kernel.orgs.models import Org
from unionhall.shell.cli.main import Stop, carry_out, say
from unionhall.shell.cli.serving import serve as serve_house
from unionhall.shell.cli.setup import migrate
from unionhall.shell.cli.wording import Program
from unionhall.shell.pages.demo import wipe
from unionhall.shell.pages.frame import demo_accounts, is_demo

program = Program()


@program.command()
def demo(
    port: Annotated[int, typer.Option(help="端口")] = 8000,
    serve: Annotated[bool, typer.Option(help="建好后启动系统")] = True,
    today: Annotated[str, typer.Option(help="按哪一天编造，如 2026-11-20；不写则按今天")] = "",
) -> None:
    """演示：编造一个总工会和它两年的记录，然后启动。"""
    started = time.monotonic()
    migrate()
    if not is_demo():
        make(date.fromisoformat(today) if today else timezone.localdate())
        say(f"演示数据已建好，用时 {time.monotonic() - started:.0f} 秒，资料保存在 {settings.HOME}")
    say(f"\n打开 http://localhost:{port}/ ，用下面的账号登录：")
    for name, who in demo_accounts():
        say(f"  {name:<12}{who}")
    say("这里的单位、人员和数字都是编造的。看过以后，可在网页顶部“清空演示数据”，建立自己的工会。\n")
    if serve:
        serve_house(port=port)


def make(today: date) -> None:
    """Build, check, and only then mark this home as a demonstration. What an interrupted build has left is wiped first."""
    unfinished = settings.HOME / "demo-unfinished"
    if unfinished.exists():
        wipe()
    elif Org.objects.exists():
        there = Org.objects.filter(parent=None).first()
        raise Stop(f"这里已经有单位“{there}”，不是演示数据。请运行 unionhall serve；要看演示，请换一个 UNIONHALL_HOME")
    unfinished.touch()
    say("正在编造演示数据，约需半分钟……")
    made = build(today)
    if list(verify()) or log.verify():
        raise Stop("演示数据没有通过核对，请删除资料文件夹后重试")
    (settings.HOME / "demo").write_text("".join(f"{name}\t{who}\n" for name, who in made), encoding="utf-8")
    unfinished.unlink()


if __name__ == "__main__":
    carry_out(program)
