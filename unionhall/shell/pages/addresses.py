"""Every address of the site. Pages of a model carry its name, so that a new module needs no line here."""

from collections.abc import Callable
from importlib import import_module

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, path

from unionhall.shell.pages import signin

# Each of these files has a list ``urls``; those of a model's pages come last, because their addresses are the most general.
ROOMS = ("desk", "papers", "check", "figures", "imports", "users", "demo", "search", "records")


def urls() -> list[URLPattern | URLResolver]:
    """All addresses, the specific ones first."""
    found: list[URLPattern | URLResolver] = [*_open()]
    for room in ROOMS:
        found += import_module(f"unionhall.shell.pages.{room}").urls
    return [*found, path("api/", import_module("unionhall.shell.api").api.urls)]


def _open() -> list[URLPattern]:
    """What strangers reach: everything else asks to sign in first."""
    public: tuple[tuple[str, Callable[..., object], str], ...] = (
        ("sign-in/", signin.sign_in, "sign_in"),
        ("keep-alive/", signin.keep_alive, "keep_alive"),
        ("activate/", signin.activate, "activate"),
        ("activate/<str:code>/", signin.activate, "activate_code"),
    )
    opened = [path(route, login_not_required(view), name=name) for route, view, name in public]  # type: ignore[arg-type,type-var]  # plain views
    return [*opened, path("sign-out/", signin.sign_out, name="sign_out"), path("password/", signin.change_password, name="password")]
