"""Actions on organizations: found, rename, move, dissolve, and appoint to a post."""

from collections.abc import Callable, Iterable

from django.db.models import Q
from django.utils import timezone

from unionhall.kernel.access.permissions import ORGANIZE
from unionhall.kernel.access.scope import require
from unionhall.kernel.actions.declare import Action, Problem
from unionhall.kernel.actions.inputs import Input
from unionhall.kernel.actions.run import Doing
from unionhall.kernel.orgs import models as orgs
from unionhall.kernel.orgs.models import BEGINNING, Org
from unionhall.kernel.people.models import Card, Post


def _may_be_founded(doing: Doing) -> Iterable[Problem]:
    parent, name, code = doing.call.org, doing.values.get("name"), doing.values.get("code")
    yield from _misplaced("kind", orgs.check_place, doing.record.kind, parent)
    if parent is not None and Org.objects.filter(parent=parent, name=name, dissolved_on=None).exists():
        yield Problem("invalid", f"“{parent}”之下已有“{name}”", "name")
    if code and Org.objects.filter(code=code).exists():
        yield Problem("invalid", f"组织代码“{code}”已被使用，请换一个或不填", "code")


def _misplaced(field: str, rule: Callable[..., None], *given: object) -> Iterable[Problem]:
    try:
        rule(*given)
    except orgs.Misplaced as error:
        yield Problem("invalid", str(error), field)


def _found(doing: Doing) -> None:
    org = doing.record
    org.parent = doing.call.org
    org.code = org.code or next_code(org.parent)
    org.region = org.region or (org.parent.region if org.parent else "")
    orgs.found(org, doing.values["since"].value if doing.values["since"] else None)


def next_code(parent: Org | None) -> str:
    """A code of the house's own where the organization has brought none: the parent's, and a running number."""
    stem = f"{parent.code}-" if parent else "U"
    taken = set(Org.objects.filter(code__startswith=stem).values_list("code", flat=True))
    return next(code for n in range(1, len(taken) + 2) if (code := f"{stem}{n:02d}") not in taken)


def _may_stand_there(doing: Doing) -> Iterable[Problem]:
    """A move wants the right over the new place as well as over the old one."""
    new: Org = doing.values["new_parent"]
    if doing.actor:
        require(doing.actor, ORGANIZE, new)
    yield from _misplaced("new_parent", orgs.check_move, doing.record, new)


def _in_order(doing: Doing) -> Iterable[Problem]:
    """What is dated ahead would hold from today on; what is dated back would contradict what followed."""
    history = doing.record.names if "new_name" in doing.values else doing.record.placements
    last = history.latest("valid_from").valid_from
    if not last <= doing.values["since"].value <= timezone.localdate(doing.at):
        since = "" if last == BEGINNING else f"，不能早于上一次变动（{last}）"
        yield Problem("invalid", f"日期不能晚于今天{since}", "since")


def _change(doing: Doing) -> None:
    """The new name, or the new place."""
    change, given = (orgs.rename, "new_name") if "new_name" in doing.values else (orgs.move, "new_parent")
    change(doing.record, doing.values[given], doing.values["since"].value)


def _appoint(doing: Doing) -> None:
    """A post has one holder at a time: the one before ends on the day the next begins."""
    post = doing.record
    post.org = doing.call.org
    Post.objects.filter(org=post.org, title=post.title, valid_to=None).update(valid_to=post.valid_from)


def _is_empty(doing: Doing) -> Iterable[Problem]:
    """What still stands there would be lost from sight; it is named, so that it can be moved first."""
    org = doing.record
    people, posts = Card.objects.filter(Q(org=org) | Q(unit=org)), Post.objects.filter(org=org, valid_to=None)
    counts = ((org.children.filter(dissolved_on=None), "个下级组织"), (people, "人的卡片"), (posts, "人在任"))
    there = "、".join(f"{count} {what}" for found, what in counts if (count := found.count()))
    if there or org.dissolved_on:
        yield Problem("invalid", f"“{org}”还有 {there}，请先调整" if there else f"“{org}”已经停用")


def _dissolve(doing: Doing) -> None:
    doing.record.dissolved_on = timezone.localdate(doing.at)


SINCE = Input("since", "自何日起", "day")
NEW_NAME, NEW_PARENT = Input("new_name", "新全称", max_length=200), Input("new_parent", "新上级", "org")
OF_AN_ORG = ("kind", "name", "short_name", "signature_name", "region", "code")
BESIDE = (Input("code", "组织代码", required=False, max_length=40), Input("since", "成立日期", "day", required=False))
FOUND = Action("orgs.org.found", "新增组织", Org, ORGANIZE, OF_AN_ORG, BESIDE, creates=True, effect=_found, checks=(_may_be_founded,))
DESCRIBE = Action("orgs.org.describe", "修改简称与落款", Org, ORGANIZE, ("short_name", "signature_name", "region"))
RENAME = Action("orgs.org.rename", "更名", Org, ORGANIZE, inputs=(NEW_NAME, SINCE), effect=_change, checks=(_in_order,))
PLACED = (_may_stand_there, _in_order)
# Exclusive: two moves at a time could make a ring.
MOVE = Action("orgs.org.move", "调整隶属", Org, ORGANIZE, inputs=(NEW_PARENT, SINCE), effect=_change, checks=PLACED, exclusive=True)
DISSOLVE = Action("orgs.org.dissolve", "停用", Org, ORGANIZE, needs_reason=True, effect=_dissolve, checks=(_is_empty,), exclusive=True)
HOLDER = (Input("person", "任职人", "person"), Input("valid_from", "自何日起", "day"))
APPOINT = Action("people.post.appoint", "任职", Post, ORGANIZE, ("person", "title", "valid_from"), HOLDER, creates=True, effect=_appoint)
