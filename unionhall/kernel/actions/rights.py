"""Actions on users: open an account, grant a role, end a grant, issue an activation slip, set the password with it."""

from collections.abc import Iterable

from unionhall.kernel.access.models import Grant, Slip, User
from unionhall.kernel.access.permissions import GRANT, roles
from unionhall.kernel.actions.declare import Action, Problem
from unionhall.kernel.actions.inputs import Input
from unionhall.kernel.actions.run import Doing


def _sign_in_is_free(doing: Doing) -> Iterable[Problem]:
    name, phone = doing.values.get("name"), doing.values.get("phone")
    if User.objects.filter(name=name).exists():
        yield Problem("invalid", f"登录名“{name}”已被使用,请换一个", "name")
    if phone and User.objects.filter(phone=phone).exists():
        yield Problem("invalid", "这个手机号已用于另一用户登录,请换一个或不填", "phone")


def _role_is_known(doing: Doing) -> Iterable[Problem]:
    if doing.values.get("role") not in roles:
        yield Problem("invalid", "没有这个角色", "role")


def _open(doing: Doing) -> None:
    doing.record.user = User.objects.create(
        name=doing.values["name"],
        phone=doing.values["phone"] or "",
        display_name=doing.values["display_name"],
        person=doing.values.get("person"),
        password="!",  # no password fits until the activation slip has set one
    )


def _end(doing: Doing) -> None:
    doing.record.valid_to = doing.at.date()


def _slip(doing: Doing) -> None:
    doing.record.slip = Slip.issue(doing.record.user, doing.at)


ROLE = Input("role", "角色", "choice", choices=tuple((role.name, role.label) for role in roles))
OPEN_ACCOUNT = Action(
    "access.grant.open",
    "开通用户",
    Grant,
    GRANT,
    ("role",),
    (
        ROLE,
        Input("display_name", "姓名", "name", max_length=60),
        Input("name", "登录名", max_length=60, hint="字母、数字或汉字"),
        Input("phone", "登录手机", "phone", required=False),
        Input("person", "对应会员", "person", required=False),
    ),
    creates=True,
    effect=_open,
    after=_slip,
    checks=(_sign_in_is_free, _role_is_known),
)
END_GRANT = Action("access.grant.end", "停用授权", Grant, GRANT, effect=_end)
ISSUE_SLIP = Action("access.grant.slip", "重发激活单", Grant, GRANT, effect=_slip)
