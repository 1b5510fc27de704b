"""The Jinja2 environment of the screens."""

from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from jinja2 import Environment


def url(name: str, *args: Any) -> str:
    """The address of a page by its name."""
    return reverse(name, args=args)


def environment(**options: Any) -> Environment:
    """Called by Django with its own options."""
    made = Environment(**{**options, "autoescape": True})  # noqa: S701 - it is set, behind the options
    made.globals.update({"static": static, "url": url})
    return made
