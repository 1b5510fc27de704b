"""Where every request comes in: the addresses, what each answer carries, what a refused one is shown, and the templates' environment."""

import secrets
from collections.abc import Callable
from importlib import import_module
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, path, reverse
from jinja2 import Environment

from unionhall.kernel.access.scope import OutOfReach, Refused
from unionhall.shell.pages.frame import show

Answer = Callable[[HttpRequest], HttpResponse]
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# Each of these files has a list ``urls``; those of a model's pages come last, because their addresses are the most general.
ROOMS = ("signin", "desk", "papers", "check", "figures", "imports", "users", "demo", "record", "entry", "listing")
OPEN = {"sign_in", "keep_alive", "activate", "activate_code"}  # what strangers reach: everything else asks to sign in first


def urls() -> list[URLPattern | URLResolver]:
    """All addresses, the specific ones first. Pages of a model carry its name, so that a new module needs no line here."""
    found: list[URLPattern] = [pattern for room in ROOMS for pattern in import_module(f"unionhall.shell.pages.{room}").urls]
    for pattern in found:
        if pattern.name in OPEN:
            login_not_required(pattern.callback)
    return [*found, path("api/", import_module("unionhall.shell.api").api.urls)]


def environment(**options: Any) -> Environment:
    """The Jinja2 environment of the screens; called by Django with its own options."""
    made = Environment(**{**options, "autoescape": True})  # noqa: S701 - it is set, behind the options
    made.globals.update({"static": static, "url": lambda name, *args: reverse(name, args=args)})
    return made


def headers(get_response: Answer) -> Answer:
    """Set the policy, and give the request a number by which its log lines are found."""

    def answer(request: HttpRequest) -> HttpResponse:
        request.request_id = secrets.token_hex(6)  # type: ignore[attr-defined]  # read by the log formatter
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers["X-Request-Id"] = request.request_id  # type: ignore[attr-defined]  # set above
        return response

    return answer


class refusals:  # noqa: N801 - a middleware that needs process_exception has to be a class; it is named like its neighbour
    """Out of reach is 404 without a name; in reach without the right is 403 that names right and role."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        status, title, text = 403, "没有这项权限", str(error) or "没有这项权限。"
        if isinstance(error, Refused):
            text = f"{error}。如需办理，请联系{error.org or '本单位'}的工会专干开通。"
        elif isinstance(error, Http404 | OutOfReach):
            status, title, text = 404, "没有找到", "没有找到，或不在可办理的范围内。"
        elif not isinstance(error, PermissionDenied):
            return None
        return show(request, "error.html", {"title": title, "text": text}, status)
