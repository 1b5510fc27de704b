"""Who has access at the place: opening accounts, ending them, and the slips that are printed for them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import count
from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from markupsafe import Markup

from unionhall.kernel.access.models import Grant, Slip, User
from unionhall.kernel.access.permissions import GRANT, LEADER, MEMBER, Role, permissions, roles
from unionhall.kernel.access.scope import OutOfReach, may, rows
from unionhall.kernel.actions.declare import Action, Call, Invalid, Problem
from unionhall.kernel.actions.inputs import Input
from unionhall.kernel.actions.rights import END_GRANT, ISSUE_SLIP, OPEN_ACCOUNT
from unionhall.kernel.actions.run import run
from unionhall.kernel.orgs.models import Org, kinds
from unionhall.kernel.people.models import Card
from unionhall.shell.pages.declare import House, Told
from unionhall.shell.pages.forms import Sheet
from unionhall.shell.pages.frame import own_place, show
from unionhall.shell.pages.listing import seen, ticked
from unionhall.shell.pages.tables import integer, tone

MOST = 500  # accounts that are opened at once


class Users(House):
    """Everybody with access at the place or below it; those who have had it come last."""

    def title(self, record: Grant) -> str:
        return str(record.user)

    def prepare(self, request: HttpRequest, shown: Sequence[Any]) -> None:
        waiting = set(_usable().filter(user__in=[grant.user_id for grant in shown]).values_list("user", flat=True))
        for grant in shown:
            grant.waits = grant.user_id in waiting and not _ended(grant)

    def totals(self, found: Any) -> list[tuple[str, str, str]]:
        return [(f"{found.filter(valid_to=None).count():,}", "人", "在用")]

    def options(self, request: HttpRequest, name: str) -> list[tuple[str, str]]:
        return [(role.name, role.label) for role in roles] if name == "role" else []

    def offers(self, request: HttpRequest, action: Action, record: Grant) -> bool:
        return not _ended(record) and not (action is END_GRANT and record.user_id == request.user.pk)

    def fit(self, request: HttpRequest, sheet: Sheet) -> Sheet:
        if sheet.action is OPEN_ACCOUNT:
            return _opening(request, sheet)
        user, role = sheet.record.user, roles[sheet.record.role].label
        if sheet.action is ISSUE_SLIP:
            text = f"重发后，{user}原来的激活单作废；用新单设置密码后，旧密码失效。"
            sheet = replace(sheet, done="已重发，打印后交给本人", after=_to_slip)
        else:
            text = f"停用后，{user}不能再以“{role}”的身份办理{sheet.record.org}的事务；已办理的记录和日志保留。"
        return replace(sheet, context={"danger": sheet.action is END_GRANT, "notes": [{"tone": "warn", "text": text}]})


def _usable() -> Any:
    return Slip.objects.filter(used_at=None, expires_at__gt=timezone.now())


def _ended(grant: Grant) -> bool:
    return grant.valid_to is not None and grant.valid_to <= timezone.localdate()


def _state(grant: Grant) -> dict[str, str]:
    usable = "已启用", "done"
    text, tone = ("已停用", "quiet") if _ended(grant) else usable if grant.user.has_usable_password() else ("待激活", "wait")
    return {"text": text, "tone": tone}


def _opening(request: HttpRequest, sheet: Sheet) -> Sheet:
    """A role, and the place for it: one's own, one below it, or for a leader one of the groups."""
    place = own_place(request, GRANT)
    scopes = rows(Org, request.user, GRANT).filter(path__startswith=place.path, dissolved_on=None).order_by("path")
    chosen = scopes.filter(pk=integer(request.POST.get("scope"), place.pk)).first() or place
    scope = Input("scope", "范围", "choice", choices=tuple((str(org.pk), org.name) for org in scopes), hint=f"{LEADER.label}选所带的小组")
    role = Input("role", "角色", "choice", choices=tuple((role.name, role.label) for role in roles if _may_give(request, role, place)))
    wrong = (request.POST.get("role") == LEADER.name) != kinds[chosen.kind].part
    misplaced = Problem("invalid", f"{LEADER.label}的范围是小组，其他角色的范围是单位，请重新选择", "scope")
    sheet = replace(sheet, org=chosen, asked=(role, scope), values={"scope": place.pk}, problems=(misplaced,) if wrong else ())
    return replace(sheet, after=_to_slip, done="已开通，打印激活单交给本人即可登录")


def _may_give(request: HttpRequest, role: Role, place: Org) -> bool:
    """Whether the person holds every right of a role, as the action will ask again."""
    return role.own or all(may(request.user, right, place) for right in permissions if role in right.roles)


def _to_slip(grant: Grant) -> str:
    return reverse("slip", args=[grant.pk])


NAME = Told("user", "姓名", lambda grant: str(grant.user), card=1)
ACCOUNT = Told("account", "登录名", lambda grant: grant.user.name, "code")
ROLE = Told("role", "角色", lambda grant: roles[grant.role].label)
STATE = Told("state", "状态", _state, card=5)
SLIP = Told("waits", "激活单", lambda grant: {"text": "打印", "url": _to_slip(grant)} if grant.waits else "", card=2)

Users(
    Grant,
    label="用户与激活单",
    menu="组织与系统",
    order=930,
    view=GRANT,
    columns=(NAME, ACCOUNT, ROLE, "org", "valid_from", STATE, SLIP),
    sorting=(F("valid_to").desc(nulls_first=True), "org__path"),
    filters=("role", "org"),
    facts=(ACCOUNT, ROLE, "org", "valid_from", "valid_to", SLIP),
    in_row=("slip", "end"),
    create=OPEN_ACCOUNT,
    actions=(ISSUE_SLIP, END_GRANT),
    first=("role", "scope", "display_name", "name"),
    batches=(("打印激活单", "slips", GRANT),),
    note="账号由激活单开通：打印后交给本人，扫码设置密码，用一次即失效。忘记密码时再打一张。",
    finds="姓名或登录名",
    unit="人",
)


def slips(request: HttpRequest, name: str) -> HttpResponse:
    """The slips of ticked users, to print."""
    return _printed(request, _chosen(request, name, "slips").select_related("user", "org"))


def _chosen(request: HttpRequest, name: str, what: str) -> QuerySet[Any]:
    """The ticked rows of screens that offer this to be done with them."""
    page = seen(request, name)
    if what not in {address for _, address, _ in page.batches}:
        raise OutOfReach
    return ticked(request, page)


def slip(request: HttpRequest, number: int) -> HttpResponse:
    """One user's slip."""
    return _printed(request, rows(Grant, request.user, GRANT).filter(pk=number).select_related("user", "org"))


def accounts(request: HttpRequest, name: str) -> HttpResponse:
    """Accounts for the ticked people of a register, with what their cards say of them; and at once their slips."""
    own_place(request, GRANT)
    opened, refused = [], []
    lacking = [record for record in _chosen(request, name, "accounts").filter(person__users=None) if tone(record) != "quiet"]
    for record in lacking[:MOST]:
        if card := record.card():
            phone = "" if User.objects.filter(phone=card.phone).exists() else card.phone
            given = {"role": MEMBER.name, "display_name": card.name, "name": _sign_in(card), "phone": phone, "person": card.person}
            try:
                opened.append(run(OPEN_ACCOUNT, Call(request.user, given, org=card.org)).record)
            except Invalid as error:
                refused.append(f"{card.name}：{error}")
    text = f"已开通 {len(opened)} 人，已有账号的不重复开通" + (f"；{len(refused)} 人没有开通：{'；'.join(refused[:3])}" if refused else "")
    text += f"；一次最多 {MOST} 人，还有 {len(lacking) - MOST} 人，请再点一次" if len(lacking) > MOST else ""
    messages.add_message(request, messages.WARNING if refused else messages.SUCCESS, text)
    return _printed(request, opened) if opened else redirect("list", name)


def _sign_in(card: Card) -> str:
    """A sign-in name that is free: the staff number, or the name in letters, if need be with a number behind it."""
    wanted = card.staff_number or card.pinyin.split()[-1]
    taken = set(User.objects.filter(name__startswith=wanted).values_list("name", flat=True))
    return next(name for n in count(1) if (name := wanted + (str(n) if n > 1 else "")) not in taken)


def _printed(request: HttpRequest, grants: Iterable[Grant]) -> HttpResponse:
    back = reverse("list", args=[Grant._meta.label_lower])
    shown = [printed for grant in grants if (printed := _slip(request, grant))]
    if not shown:
        messages.warning(request, "没有待用的激活单：已用过或已过期的，请点“重发激活单”。")
        return redirect(back)
    context = {"title": "激活单", "slips": shown, "back": back, "crumbs": [("用户与激活单", back), ("激活单", None)]}
    return show(request, "slip.html", context)


def _slip(request: HttpRequest, grant: Grant) -> dict[str, Any] | None:
    """A slip opens every door of its user: it is shown only to somebody who reaches all of them."""
    slip = _usable().filter(user=grant.user).first()
    if slip is None or not all(may(request.user, GRANT, other) for other in grant.user.grants.all()):
        return None
    address = reverse("activate_code", args=[slip.code])
    url = f"{settings.ADDRESS}{address}" if settings.ADDRESS else request.build_absolute_uri(address)
    code = segno.make(url, error="m").svg_inline(scale=4, border=2, title="激活二维码")
    until = f"{timezone.localtime(slip.expires_at):%Y-%m-%d}"
    drawn = Markup(code)  # noqa: S704 - drawn by us from an address of ours
    printed = {"grant": grant, "role": roles[grant.role].label, "account": grant.user.name}
    return {**printed, "code": slip.code, "url": url, "until": until, "qr": drawn}


urls = [
    path("<str:name>/slips/", slips, name="slips"),
    path("<str:name>/accounts/", accounts, name="accounts"),
    path("access.grant/<int:number>/print/", slip, name="slip"),
]
