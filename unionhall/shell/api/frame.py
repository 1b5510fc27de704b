"""What every answer of the interface has in common: who may ask at all, and how a refusal is written."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import django_auth

from unionhall.kernel.access.scope import OutOfReach, Refused
from unionhall.kernel.actions.declare import Invalid, Problem, Stale
from unionhall.kernel.orgs.models import Org
from unionhall.shell.pages.frame import place_of

Json = dict[str, Any]
Handler = Callable[[HttpRequest, Any], HttpResponse]


class Interface(NinjaAPI):
    """Asks for a session, and on writing for the CSRF token; answers refusals in the shape that forms know."""

    def __init__(self) -> None:
        super().__init__(title="网上职工之家", openapi_url="/openapi.json", docs_url=None, auth=django_auth, urls_namespace="api")
        handlers: dict[type[Exception], Handler] = {
            Invalid: lambda request, error: self.refuse(request, 422, error.problems),
            Stale: self._stale,
            Refused: lambda request, error: self.refuse(request, 403, [Problem("error", str(error))]),
            OutOfReach: self._missing,
            Http404: self._missing,
            AuthenticationError: lambda request, error: self.refuse(request, 401, [Problem("error", "需要先登录")]),
            ValidationError: self._unread,
            HttpError: self._unfit,
        }
        for kind, handler in handlers.items():
            self.add_exception_handler(kind, handler)

    def refuse(self, request: HttpRequest, status: int, problems: Iterable[Problem], **more: Any) -> HttpResponse:
        return self.create_response(request, {"errors": told(problems), **more}, status=status)

    def _missing(self, request: HttpRequest, error: object) -> HttpResponse:
        return self.refuse(request, 404, [Problem("error", str(OutOfReach()))])

    def _stale(self, request: HttpRequest, error: Stale) -> HttpResponse:
        both = {label: {"now": now, "given": given} for label, (now, given) in error.theirs.items()}
        return self.refuse(request, 409, [Problem("error", str(error))], values=both, version=error.record.version)  # type: ignore[attr-defined]  # what is stale has one

    def _unread(self, request: HttpRequest, error: ValidationError) -> HttpResponse:
        names = [str(one["loc"][-1]) for one in error.errors]
        return self.refuse(request, 422, [Problem("invalid", f"“{name}”没有写，或写法不对", name) for name in names])

    def _unfit(self, request: HttpRequest, error: HttpError) -> HttpResponse:
        """What ninja itself refuses: a body that is no JSON, a missing token."""
        if error.status_code == 400:
            return self.refuse(request, 422, [Problem("invalid", "请求内容不是有效的 JSON")])
        return self.refuse(request, error.status_code, [Problem("error", str(error))])

    def _get_urls(self) -> list[URLResolver | URLPattern]:
        """A program without a session is told 401 here, where a person is led to the sign-in page."""
        found = super()._get_urls()
        for pattern in found:
            if isinstance(pattern, URLPattern) and pattern.name not in ("openapi-json", "api-root"):
                login_not_required(pattern.callback)
        return found


def told(problems: Iterable[Problem]) -> list[Json]:
    return [{"field": problem.field, "message": problem.message, "level": problem.level} for problem in problems]


@contextmanager
def refused_at(field: str) -> Iterator[None]:
    """What cannot be read is a problem of that field."""
    try:
        yield
    except ValueError as error:
        raise Invalid([Problem("invalid", str(error), field)]) from None


def org_named(request: HttpRequest, code: str) -> Org:
    """The organization of that code; where none is named, the one that the person works for."""
    found = Org.objects.filter(code=code).first() if code else place_of(request)
    if found is None:
        raise OutOfReach
    return found


def number(value: Any) -> Any:
    """A figure as JSON has it."""
    return (int(value) if value == value.to_integral_value() else float(value)) if isinstance(value, Decimal) else value
