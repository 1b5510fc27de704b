"""init: make the database, the first organization and its first officer, and print the one-time link; slip: print another."""

from typing import Annotated

import typer
from axes.utils import reset
from django.conf import settings
from django.core.management import call_command

from unionhall.kernel.access.models import Slip, User
from unionhall.kernel.access.permissions import OFFICER
from unionhall.kernel.access.scope import grants_of
from unionhall.kernel.actions.declare import Call
from unionhall.kernel.actions.places import FOUND
from unionhall.kernel.actions.rights import ISSUE_SLIP, OPEN_ACCOUNT
from unionhall.kernel.actions.run import run
from unionhall.kernel.orgs.models import Org, kinds
from unionhall.shell.cli.main import Stop, app, say


@app.command()
def init(
    name: Annotated[str, typer.Option(help="单位全称")],
    officer: Annotated[str, typer.Option(help="第一位工会专干的姓名")] = "工会专干",
    sign_in: Annotated[str, typer.Option(help="登录名")] = "officer",
    kind: Annotated[str, typer.Option(help="union 基层工会，federation 总工会")] = "union",
    region: Annotated[str, typer.Option(help="行政区划代码，标准限额按它查找")] = "",
) -> None:
    """建立单位和第一位工会专干，打印一次性激活网址。"""
    migrate()
    if there := Org.objects.filter(parent=None).first():
        raise Stop(f"这里已经有单位“{there}”。如要另建，请换一个 UNIONHALL_HOME")
    if kind not in kinds:
        raise Stop(f"没有“{kind}”这种类型，可选：{'、'.join(kinds.names())}")
    org, slip = begin({"name": name, "kind": kind, "region": region}, officer, sign_in)
    say(f"已建立“{org.name}”（组织代码 {org.code}），资料保存在 {settings.HOME}")
    say(f"第一位工会专干：{officer}，登录名 {sign_in}")
    _print(slip)
    say("接着可以：unionhall import 花名册.xlsx    或    unionhall serve")


@app.command()
def slip(sign_in: Annotated[str, typer.Argument(metavar="登录名", help="登录名或登录手机")]) -> None:
    """重发激活单：忘记密码或被锁定时用，打印新的一次性激活网址，并解除登录锁定。"""
    user = User.objects.by_sign_in(sign_in)
    if user is None:
        raise Stop(f"没有登录名或登录手机为“{sign_in}”的用户")
    grant = next(iter(grants_of(user)), None)
    if grant is None:
        raise Stop(f"{user}的授权都已停用，请由本单位的工会专干或上级工会重新开通")
    made = run(ISSUE_SLIP, Call(None, {}, record=grant, channel="command")).record.slip
    for name in filter(None, (user.name, user.phone)):  # without a name axes would unlock everybody
        reset(username=name)
    say(f"{user}（登录名 {user.name}）的新激活单，原来的激活单作废，登录锁定已解除")
    _print(made)


def _print(slip: Slip) -> None:
    say(f"激活网址（7 天内有效，用一次）：{settings.ADDRESS or 'http://localhost:8000'}/activate/{slip.code}/")


def migrate() -> None:
    """Bring the database up to date, quietly."""
    call_command("migrate", verbosity=0, interactive=False)


def begin(place: dict[str, str], officer: str, sign_in: str) -> tuple[Org, Slip]:
    """The first organization, and the slip of its first officer. Raises ``Invalid`` for what cannot be."""
    org = run(FOUND, Call(None, place, channel="command")).record
    account = {"role": OFFICER.name, "display_name": officer, "name": sign_in}
    return org, run(OPEN_ACCOUNT, Call(None, account, org=org, channel="command")).record.slip
