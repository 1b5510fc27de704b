"""Finding the organization that a command speaks of."""

from typing import Annotated

import typer

from unionhall.kernel.orgs.models import Org
from unionhall.shell.cli.main import Stop

ORG = Annotated[str, typer.Option(help="组织代码")]


def organization(code: str = "") -> Org:
    """By code or name; the only top one where nothing is said."""
    if not code:
        tops = list(Org.objects.filter(parent=None).order_by("pk")[:2])
        if len(tops) == 1:
            return tops[0]
        raise Stop("还没有单位，请先运行 unionhall init --name 单位全称" if not tops else "有多个顶级单位，请用 --org 写明组织代码")
    found = Org.objects.filter(code=code).first() or Org.objects.filter(name=code).first()
    if found is None:
        raise Stop(f"没有代码或名称为“{code}”的组织")
    return found
