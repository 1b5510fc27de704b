"""What every answer carries (the content security policy), and what a refused request is shown."""

import secrets
from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from unionhall.kernel.access.scope import OutOfReach, Refused
from unionhall.shell.pages.frame import frame

Answer = Callable[[HttpRequest], HttpResponse]
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


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
        if isinstance(error, Refused):
            return refuse(request, 403, "没有这项权限", f"{error}。如需办理，请联系{error.org or '本单位'}的工会专干开通。")
        if isinstance(error, Http404 | OutOfReach):
            return refuse(request, 404, "没有找到", "没有找到，或不在可办理的范围内。")
        if isinstance(error, PermissionDenied):
            return refuse(request, 403, "没有这项权限", str(error) or "没有这项权限。")
        return None


def refuse(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    """The page of a refusal, in the frame that the person knows."""
    context = {**frame(request), "title": title, "status": status, "text": text}
    return render(request, "error.html", context, status=status)
