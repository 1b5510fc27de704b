"""Actions on organizations: found, rename, move, and appoint to a post."""

from collections.abc import Iterable
from datetime import date

from unionhall.kernel.access.permissions import ORGANIZE
from unionhall.kernel.actions.declare import Action, Problem
from unionhall.kernel.actions.inputs import Input
from unionhall.kernel.actions.run import Doing
from unionhall.kernel.orgs import tree
from unionhall.kernel.orgs.models import Org, kinds
from unionhall.kernel.people.models import Post


def _name_is_free(doing: Doing) -> Iterable[Problem]:
    parent, name = doing.call.org, doing.values.get("name")
    if parent is not None and Org.objects.filter(parent=parent, name=name, dissolved_on=None).exists():
        yield Problem("invalid", f"“{parent}”之下已有“{name}”", "name")


def _found(doing: Doing) -> None:
    org = doing.record
    org.parent = doing.call.org
    org.code = org.code or next_code(org.parent)
    org.region = org.region or (org.parent.region if org.parent else "")
    tree.found(org, doing.values.get("since").value if doing.values.get("since") else None)


def next_code(parent: Org | None) -> str:
    """A code of the house's own where the organization has brought none: the parent's, and a running number."""
    taken = set(Org.objects.filter(parent=parent).values_list("code", flat=True))
    stem = f"{parent.code}-" if parent else "U"
    return next(code for n in range(1, len(taken) + 2) if (code := f"{stem}{n:02d}") not in taken)


def _rename(doing: Doing) -> None:
    tree.rename(doing.record, doing.values["new_name"], _since(doing))


def _move(doing: Doing) -> None:
    tree.move(doing.record, doing.values["new_parent"], _since(doing))


def _may_stand_there(doing: Doing) -> Iterable[Problem]:
    new: Org = doing.values["new_parent"]
    if doing.record.kind not in kinds[new.kind].children:
        yield Problem("invalid", f"“{kinds[new.kind].label}”之下不能设“{kinds[doing.record.kind].label}”", "new_parent")
    elif new.path and new.path.startswith(doing.record.path):
        yield Problem("invalid", "不能移到自己的下级组织之下", "new_parent")


def _since(doing: Doing) -> date:
    day: date = doing.values["since"].value
    return day


def _appoint(doing: Doing) -> None:
    """A post has one holder at a time: the one before ends on the day the next begins."""
    post = doing.record
    post.org = doing.call.org
    Post.objects.filter(org=post.org, title=post.title, valid_to=None).update(valid_to=post.valid_from)


SINCE = Input("since", "自何日起", "day")
FOUND = Action(
    "orgs.org.found",
    "新增组织",
    Org,
    ORGANIZE,
    ("kind", "name", "short_name", "signature_name", "region", "code"),
    (Input("code", "组织代码", required=False, max_length=40), Input("since", "成立日期", "day", required=False)),
    creates=True,
    effect=_found,
    checks=(_name_is_free,),
)
DESCRIBE = Action("orgs.org.describe", "修改简称与落款", Org, ORGANIZE, ("short_name", "signature_name", "region"))
RENAME = Action("orgs.org.rename", "更名", Org, ORGANIZE, inputs=(Input("new_name", "新全称", max_length=200), SINCE), effect=_rename)
MOVE = Action(
    "orgs.org.move",
    "调整隶属",
    Org,
    ORGANIZE,
    inputs=(Input("new_parent", "新上级", "org"), SINCE),
    effect=_move,
    checks=(_may_stand_there,),
)
APPOINT = Action("people.post.appoint", "任职", Post, ORGANIZE, ("person", "title", "valid_from"), creates=True, effect=_appoint)
