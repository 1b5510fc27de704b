"""Who has access at the place: opening accounts, ending them, and the slips that are printed for them."""

from dataclasses import replace
from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.db.models import Exists, F, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from markupsafe import Markup

from unionhall.kernel.access.models import Grant, Slip
from unionhall.kernel.access.permissions import GRANT, LEADER, Role, permissions, roles
from unionhall.kernel.access.scope import OutOfReach, may, rows
from unionhall.kernel.actions.declare import Problem
from unionhall.kernel.actions.inputs import Input
from unionhall.kernel.actions.rights import END_GRANT, ISSUE_SLIP, OPEN_ACCOUNT
from unionhall.kernel.orgs.models import Org, kinds
from unionhall.shell.pages.forms import Sheet, fill
from unionhall.shell.pages.frame import found_in, own_place, show
from unionhall.shell.pages.tables import heads, integer, paged

TITLE = "用户与激活单"
COLUMNS = (
    *(("姓名", "", 1), ("登录名", "code", 3), ("角色", "", 3), ("范围", "", 3)),
    *(("自", "code", 4), ("状态", "", 5), ("激活单", "", 2), ("办理", "", 0)),
)


def users(request: HttpRequest) -> HttpResponse:
    """Everybody with access at the place or below it; those who have had it come last."""
    place = own_place(request, GRANT)
    found = _grants(request, place)
    shown, page = paged(request, found)
    context = {
        "title": TITLE,
        "sums": [(found.filter(valid_to=None).count(), "人", "在用")],
        "new": {"label": "开通用户", "url": reverse("user_open")},
        "columns": heads(*COLUMNS),
        "rows": [{"id": grant.pk, "cells": _cells(request, grant)} for grant in shown],
        "page": page,
        "batch": [{"label": "打印激活单", "url": reverse("slips")}],
    }
    return show(request, "users.html", context)


def _grants(request: HttpRequest, place: Org) -> Any:
    found = rows(Grant, request.user, GRANT).filter(org__path__startswith=place.path).select_related("user", "org")
    usable = Slip.objects.filter(user=OuterRef("user"), used_at=None, expires_at__gt=timezone.now())
    return found.annotate(waits=Exists(usable)).order_by(F("valid_to").desc(nulls_first=True), "org__path", "-pk")


def _cells(request: HttpRequest, grant: Any) -> list[Any]:
    ended = grant.valid_to is not None and grant.valid_to <= timezone.localdate()
    state, tone = ("已停用", "quiet") if ended else ("已启用", "done") if grant.user.has_usable_password() else ("待激活", "wait")
    slip: Any = "" if ended else {"text": "重发", "url": reverse("user_act", args=[grant.pk, "slip"])}
    if grant.waits and not ended:
        slip = {"text": "打印", "url": reverse("slip", args=[grant.pk])}
    end: Any = "" if ended or grant.user_id == request.user.pk else {"text": "停用", "url": reverse("user_act", args=[grant.pk, "end"])}
    who = [str(grant.user), grant.user.name, roles[grant.role].label, str(grant.org), f"{grant.valid_from:%Y-%m-%d}"]
    return [*who, {"text": state, "tone": tone}, slip, end]


def open_account(request: HttpRequest) -> HttpResponse:
    """A role, and the place for it: one's own, one below it, or for a leader one of the groups."""
    place = own_place(request, GRANT)
    scopes = rows(Org, request.user, GRANT).filter(path__startswith=place.path, dissolved_on=None).order_by("path")
    chosen = scopes.filter(pk=integer(request.POST.get("scope"), place.pk)).first() or place
    scope = Input("scope", "范围", "choice", choices=tuple((str(org.pk), org.name) for org in scopes), hint=f"{LEADER.label}选所带的小组")
    role = Input("role", "角色", "choice", choices=tuple((role.name, role.label) for role in roles if _may_give(request, role, place)))
    wrong = (request.POST.get("role") == LEADER.name) != kinds[chosen.kind].part
    misplaced = Problem("invalid", f"{LEADER.label}的范围是小组，其他角色的范围是单位，请重新选择", "scope")
    back = reverse("users")
    sheet = Sheet(OPEN_ACCOUNT, "开通用户", back, (TITLE, back), org=chosen, asked=(role, scope), values={"scope": place.pk})
    sheet = replace(sheet, first=("role", "scope", "display_name", "name"), problems=(misplaced,) if wrong else (), after=_to_slip)
    return fill(request, replace(sheet, done="已开通，打印激活单交给本人即可登录"))


def _may_give(request: HttpRequest, role: Role, place: Org) -> bool:
    """Whether the person holds every right of a role, as the action will ask again."""
    return role.own or all(may(request.user, right, place) for right in permissions if role in right.roles)


def _to_slip(grant: Grant) -> str:
    return reverse("slip", args=[grant.pk])


def user_act(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    """End a grant, or issue a new slip."""
    grant: Grant = found_in(request, Grant, GRANT, number)
    back = reverse("users")
    if verb == "slip":
        text = f"重发后，{grant.user}原来的激活单作废；用新单设置密码后，旧密码失效。"
        sheet = Sheet(ISSUE_SLIP, f"重发激活单：{grant.user}", back, (TITLE, back), grant, done="已重发，打印后交给本人", after=_to_slip)
    elif verb == "end":
        text = f"停用后，{grant.user}不能再以“{roles[grant.role].label}”的身份办理{grant.org}的事务；已办理的记录和日志保留。"
        sheet = Sheet(END_GRANT, f"停用授权：{grant.user}", back, (TITLE, back), grant, done="已停用")
    else:
        raise OutOfReach
    return fill(request, replace(sheet, context={"danger": verb == "end", "notes": [{"tone": "warn", "text": text}]}))


def slips(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """The slips that wait for their owners, to print: of one grant, or of those that were ticked."""
    numbers = [number] if number else [integer(text, 0) for text in request.POST.getlist("ids")]
    chosen = rows(Grant, request.user, GRANT).select_related("user", "org")
    if request.POST.get("all") != "1":
        chosen = chosen.filter(pk__in=numbers)
    shown = [slip for grant in chosen if (slip := _slip(request, grant))]
    if not shown:
        messages.warning(request, "没有待用的激活单：已用过或已过期的，请点“重发”。")
        return redirect("users")
    crumbs = [(TITLE, reverse("users")), ("激活单", None)]
    return show(request, "slip.html", {"title": "激活单", "slips": shown, "back": reverse("users"), "crumbs": crumbs})


def _slip(request: HttpRequest, grant: Grant) -> dict[str, Any] | None:
    """A slip opens every door of its user: it is shown only to somebody who reaches all of them."""
    slip = Slip.objects.filter(user=grant.user, used_at=None, expires_at__gt=timezone.now()).first()
    if slip is None or not all(may(request.user, GRANT, other) for other in grant.user.grants.all()):
        return None
    address = reverse("activate_code", args=[slip.code])
    url = f"{settings.ADDRESS}{address}" if settings.ADDRESS else request.build_absolute_uri(address)
    return {
        "who": str(grant.user),
        "org": str(grant.org),
        "role": roles[grant.role].label,
        "account": grant.user.name,
        "code": slip.code,
        "url": url,
        "until": f"{timezone.localtime(slip.expires_at):%Y-%m-%d}",
        "qr": Markup(segno.make(url, error="m").svg_inline(scale=4, border=2, title="激活二维码")),  # noqa: S704 - drawn by us from an address of ours
    }


urls = [
    path("users/", users, name="users"),
    path("users/add/", open_account, name="user_open"),
    path("users/slips/", slips, name="slips"),
    path("users/<int:number>/print/", slips, name="slip"),
    path("users/<int:number>/<str:verb>/", user_act, name="user_act"),
]
