"""demo: make the invented federation where there is no house yet, and serve it."""

import sys
import time
from datetime import date
from importlib import import_module
from typing import Annotated, Any

import typer
from django.conf import settings
from django.utils import timezone

from unionhall.kernel.audit import log
from unionhall.kernel.ledger.check import verify
from unionhall.kernel.orgs.models import Org
from unionhall.shell.cli.main import Stop, app, say
from unionhall.shell.cli.serving import serve as serve_house
from unionhall.shell.cli.setup import migrate
from unionhall.shell.pages.demo import wipe
from unionhall.shell.pages.frame import demo_accounts, is_demo


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="端口")] = 8000,
    serve: Annotated[bool, typer.Option(help="建好后启动系统")] = True,
    today: Annotated[str, typer.Option(help="按哪一天编造，如 2026-11-20；不写则按今天")] = "",
) -> None:
    """演示：编造一个总工会和它两年的记录，然后启动。"""
    started = time.monotonic()
    migrate()
    if not is_demo():
        _build(date.fromisoformat(today) if today else timezone.localdate())
        say(f"演示数据已建好，用时 {time.monotonic() - started:.0f} 秒，资料保存在 {settings.HOME}")
    say(f"\n打开 http://localhost:{port}/ ，用下面的账号登录：")
    for name, who in demo_accounts():
        say(f"  {name:<12}{who}")
    say("这里的单位、人员和数字都是编造的。看过以后，可在网页顶部“清空演示数据”，建立自己的工会。\n")
    if serve:
        serve_house(port=port)


def _build(today: date) -> None:
    """Build, check, and only then mark this home as a demonstration. What an interrupted build has left is wiped first."""
    unfinished = settings.HOME / "demo-unfinished"
    if unfinished.exists():
        wipe()
    elif Org.objects.exists():
        there = Org.objects.filter(parent=None).first()
        raise Stop(f"这里已经有单位“{there}”，不是演示数据。请运行 unionhall serve；要看演示，请换一个 UNIONHALL_HOME")
    unfinished.touch()
    say("正在编造演示数据，约需半分钟……")
    made = _generator().build(today)
    if list(verify()) or log.verify():
        raise Stop("演示数据没有通过核对，请删除资料文件夹后重试")
    (settings.HOME / "demo").write_text("".join(f"{name}\t{who}\n" for name, who in made), encoding="utf-8")
    unfinished.unlink()


def _generator() -> Any:
    """The demonstration lies beside the package, in the source: no installation carries it."""
    root = settings.PACKAGE.parent
    if not (root / "demo" / "build.py").exists():
        raise Stop("演示数据只随源码提供，请在源码文件夹里运行 make demo")
    sys.path.insert(0, str(root))
    return import_module("demo.build")
