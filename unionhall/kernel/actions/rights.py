"""Actions on users: open an account, grant a role, end a grant, issue an activation slip, set the password with it."""

from collections.abc import Iterable

from django.db.models import Q
from django.utils import timezone

from unionhall.kernel.access.models import Grant, Slip, User
from unionhall.kernel.access.permissions import GRANT, permissions, roles
from unionhall.kernel.access.scope import may
from unionhall.kernel.actions.declare import Action, Problem
from unionhall.kernel.actions.inputs import Input
from unionhall.kernel.actions.run import Doing


def _sign_in_is_free(doing: Doing) -> Iterable[Problem]:
    """Nobody signs in by what is another's name or phone."""
    for given, label in (("name", "登录名"), ("phone", "手机号")):
        value = doing.values[given]
        if value and User.objects.filter(Q(name=value) | Q(phone=value)).exists():
            yield Problem("invalid", f"{label}“{value}”已用于另一用户登录，请换一个", given)


def _names_somebody(doing: Doing) -> Iterable[Problem]:
    if roles[doing.values["role"]].own and not doing.values["person"]:
        yield Problem("invalid", "这个角色只看与本人有关的内容，需选择对应人员", "person")


def _holds_no_more(doing: Doing) -> Iterable[Problem]:
    """A new slip sets a new password: it is given only by who could give everything that the user has."""
    grants = doing.record.user.grants.all()
    if doing.actor and not all(may(doing.actor, GRANT, grant) for grant in grants):
        yield Problem("invalid", "此用户还有其他组织的授权，请由上级组织重发激活单")


def _not_above_oneself(doing: Doing) -> Iterable[Problem]:
    """Nobody hands out a right that one does not hold at that place."""
    actor, role = doing.actor, roles[doing.values["role"]]
    beyond = actor and not role.own and any(role in right.roles and not may(actor, right, doing.record) for right in permissions)
    if beyond:
        yield Problem("invalid", f"“{role.label}”的权限超出经办人自己的权限，请由上级工会开通", "role")


def _is_somebody_elses(doing: Doing) -> Iterable[Problem]:
    if doing.record.user == doing.actor:
        yield Problem("invalid", "不能停用自己的授权，请由同单位的另一位工会专干或上级工会办理")


def _open(doing: Doing) -> None:
    values = doing.values
    user = User(name=values["name"], phone=values["phone"], display_name=values["display_name"], person=values["person"])
    user.set_unusable_password()  # until the activation slip has set one
    user.save()
    doing.record.user = user
    _slip(doing)


def _end(doing: Doing) -> None:
    doing.record.valid_to = timezone.localdate(doing.at)


def _slip(doing: Doing) -> None:
    doing.record.slip = Slip.issue(doing.record.user, doing.at)


ACCOUNT = (
    Input("role", "角色", "choice", choices=tuple((role.name, role.label) for role in roles)),
    Input("display_name", "姓名", "name", max_length=60),
    Input("name", "登录名", max_length=60, hint="字母、数字或汉字"),
    Input("phone", "登录手机", "phone", required=False),
    Input("person", "对应人员", "person", required=False),
)
OPENED = (_sign_in_is_free, _names_somebody, _not_above_oneself)
OPEN_ACCOUNT = Action("access.grant.open", "开通用户", Grant, GRANT, ("role",), ACCOUNT, creates=True, effect=_open, checks=OPENED)
END_GRANT = Action("access.grant.end", "停用授权", Grant, GRANT, effect=_end, checks=(_is_somebody_elses,))
ISSUE_SLIP = Action("access.grant.slip", "重发激活单", Grant, GRANT, effect=_slip, checks=(_holds_no_more,))
