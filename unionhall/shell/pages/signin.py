"""Signing in by name or phone, activation slips, lock-out, and signing in again over a page whose time ran out."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, password_validation
from django.contrib.auth.backends import BaseBackend
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from unionhall.base.text import fold
from unionhall.kernel.access.models import Slip, User
from unionhall.shell.pages.frame import by_script, demo_accounts, show

WRONG = "账号或密码不对，请核对后重试"
LOCKED = (
    "连续 5 次输错，已暂停登录。请 30 分钟后再试，或向本单位工会要一张新的激活单；"
    "没有别人可找时，由管理员在服务器上运行 unionhall slip 登录名"
)
UNFIT = {  # by Django's code: its own words are not all translated
    "password_too_short": "密码太短，至少 8 位",
    "password_too_common": "密码太常见，容易被猜到，请换一个",
    "password_entirely_numeric": "密码不能全是数字，请加上字母或汉字",
}


class NameOrPhone(BaseBackend):
    """Password sign-in by sign-in name or verified phone."""

    def authenticate(self, request: HttpRequest | None, username: str = "", password: str = "", **rest: Any) -> User | None:
        user = User.objects.by_sign_in(username)
        if user is None:
            User().set_password(password)  # as slow as for a known name, so that time does not tell which names exist
            return None
        return user if user.is_active and user.check_password(password) else None

    def get_user(self, user_id: int) -> User | None:
        return User.objects.filter(pk=user_id, is_active=True).first()


def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page; for a request by script (a session that ran out) the answer is JSON."""
    if request.method != "POST":
        return _form(request, "", "", 200)
    account = fold(request.POST.get("account", ""))
    user = authenticate(request, username=account, password=request.POST.get("password", ""))
    if user is None:
        locked = getattr(request, "axes_locked_out", False)
        return _form(request, account, LOCKED if locked else WRONG, 429 if locked else 422)
    login(request, user)
    target = request.POST.get("next", "")
    target = target if url_has_allowed_host_and_scheme(target, {request.get_host()}) else reverse("desk")
    if by_script(request):
        return JsonResponse({"user": user.pk, "redirect": target, "csrf": get_token(request)})
    return redirect(target)


def _form(request: HttpRequest, account: str, error: str, status: int) -> HttpResponse:
    if by_script(request):
        return JsonResponse({"error": error}, status=status)
    following = request.GET.get("next") or request.POST.get("next", "")
    context = {"title": "登录", "account": account, "errors": [("f-account", error)] if error else [], "next": following}
    return render(request, "signin.html", {**context, "demo_accounts": demo_accounts()}, status=status)


def locked_out(request: HttpRequest, credentials: dict[str, Any], *args: Any, **kwargs: Any) -> HttpResponse:
    """Called by axes instead of the page once too many wrong passwords were given."""
    return _form(request, str(credentials.get("username", "")), LOCKED, 429)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("sign_in")


def keep_alive(request: HttpRequest) -> HttpResponse:
    """Prolongs the session of somebody who says so."""
    known = request.user.is_authenticated
    return JsonResponse({"user": request.user.pk} if known else {}, status=200 if known else 401)


def activate(request: HttpRequest, code: str = "") -> HttpResponse:
    """Set the first password with the code of the printed slip, once."""
    code = fold(request.POST.get("code", code)).upper()
    slip = Slip.objects.filter(code=code).select_related("user").first()
    usable = slip is not None and slip.usable(timezone.now())
    errors: list[tuple[str, str]] = []
    if code and not usable:
        errors = [("f-code", "激活码不对、已用过或已过期，请核对，或向本单位工会要一张新的激活单")]
    elif request.method == "POST" and slip:
        errors = _password_errors(request, slip.user)
        if not errors:
            slip.used_at = timezone.now()
            slip.save()
            return _enter(request, slip.user)
    context = {"title": "设置密码", "code": code, "owner": slip.user if usable and slip else None, "errors": errors}
    return render(request, "activate.html", context, status=422 if errors else 200)


def _password_errors(request: HttpRequest, user: User) -> list[tuple[str, str]]:
    password = request.POST.get("password", "")
    if password != request.POST.get("again", ""):
        return [("f-again", "两次输入的密码不一致，请重新输入")]
    try:
        password_validation.validate_password(password, user)
    except ValidationError as error:
        return [("f-password", UNFIT.get(problem.code or "", str(problem.message))) for problem in error.error_list]
    return []


def _enter(request: HttpRequest, user: User) -> HttpResponse:
    """Set the password that was given, and sign in with it."""
    user.set_password(request.POST["password"])
    user.save()
    login(request, user, backend="unionhall.shell.pages.signin.NameOrPhone")
    return redirect("desk")


def change_password(request: HttpRequest) -> HttpResponse:
    """A signed-in person sets another password."""
    assert isinstance(request.user, User)
    errors: list[tuple[str, str]] = []
    if request.method == "POST":
        errors = _password_errors(request, request.user)
        if not request.user.check_password(request.POST.get("old", "")):
            errors.insert(0, ("f-old", "原密码不对，请核对"))
        if not errors:
            messages.success(request, "密码已改，下次登录用新密码")
            return _enter(request, request.user)
    return show(request, "password.html", {"title": "改密码", "errors": errors}, 422 if errors else 200)


urls = [
    path("sign-in/", sign_in, name="sign_in"),
    path("keep-alive/", keep_alive, name="keep_alive"),
    path("activate/", activate, name="activate"),
    path("activate/<str:code>/", activate, name="activate_code"),
    path("sign-out/", sign_out, name="sign_out"),
    path("password/", change_password, name="password"),
]
