"""Looking at the site as a browser does: every address that there is, what a page says, and where it leads."""

import re
from collections.abc import Iterator
from functools import cache
from html import unescape
from html.parser import HTMLParser
from typing import Any

from django.urls import URLPattern, get_resolver

SIGN_IN = "/sign-in/"
_CONVERTER = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>")
# What differs between two answers that tell the same: the token of the form, and the number that was asked for.
_TOKENS = re.compile(r'(?<=name="csrfmiddlewaretoken" value=")\w+|(?<=data-user=")\d+')
_SILENT = {"script", "style", "svg", "template"}


@cache
def addresses() -> tuple[tuple[str, Any], ...]:
    """Every address as route and pattern, those of the interface included."""
    return tuple(_below(get_resolver().url_patterns, ""))


def _below(patterns: Any, before: str) -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route, pattern
        else:
            yield from _below(pattern.url_patterns, route)


def filled(route: str, **given: object) -> str:
    """A route with its blanks filled in: numbers with 1, registers with one that there is."""
    known: dict[str, object] = {"name": "activities.activity", "verb": "void", "register": "activities.register", **given}
    return "/" + _CONVERTER.sub(lambda blank: str(known.get(blank["name"], "1")), route.lstrip("^").rstrip("$"))


def blanks(route: str) -> list[tuple[str, str]]:
    return [(blank["kind"] or "str", blank["name"]) for blank in _CONVERTER.finditer(route)]


def is_open(pattern: Any) -> bool:
    """Whether strangers reach it."""
    return not getattr(pattern.callback, "login_required", True)


def told(response: Any) -> str:
    """What an answer says, without what differs from one request to the next."""
    return _TOKENS.sub("", response.content.decode())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.links: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT
        given = dict(attrs)
        if tag == "a" and given.get("href"):
            self.links.append(str(given["href"]))
        self.texts += [str(given[name]) for name in ("placeholder", "aria-label", "title", "alt", "data-confirm") if given.get(name)]

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in _SILENT

    def handle_data(self, data: str) -> None:
        if not self._silent and data.strip():
            self.texts.append(data.strip())


def read(response: Any) -> tuple[list[str], list[str]]:
    """The visible texts of a page, and the addresses that it leads to."""
    reader = _Reader()
    reader.feed(response.content.decode())
    return [unescape(text) for text in reader.texts], reader.links


def crawl(client: Any, start: str = "/", most: int = 150) -> dict[str, Any]:
    """Every kind of page that can be reached by following links of the site, with the answer."""
    waiting, found, kinds = [start], {}, set()
    while waiting and len(found) < most:
        url = waiting.pop(0)
        if _kind(url) in kinds:
            continue
        kinds.add(_kind(url))
        found[url] = client.get(url)
        if is_page(found[url]):
            waiting += [link.partition("#")[0] for link in read(found[url])[1] if link.startswith("/") and not link.startswith("/static/")]
    return found


def is_page(answer: Any) -> bool:
    return "html" in answer.headers.get("Content-Type", "")


def _kind(url: str) -> str:
    """Two addresses that differ only in a number, or in the values of their query, are looked at once."""
    path, _, query = url.partition("?")
    return f"{re.sub(r'[0-9]+', 'N', path)}?{','.join(sorted(part.partition('=')[0] for part in query.split('&')))}"
