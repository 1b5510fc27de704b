"""Serves the example pages under the strict content security policy, with just enough answers for the client script.

``python -m tests.look.proof 8100`` lets a person look at them; the tests start it by themselves.
"""

import json
import sys
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from jinja2 import Environment, FileSystemLoader, select_autoescape

from tests.look import examples

SHELL = Path(__file__).parents[2] / "unionhall" / "shell"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; "
    "font-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
PEOPLE = [
    {"id": "12", "name": "张三", "group": "二车间", "note": "工号 2071"},
    {"id": "13", "name": "张三", "group": "一车间", "note": "工号 1180"},
]


def environment() -> Environment:
    """Templates as the site sees them, with URLs that are the names of the example pages."""
    found = Environment(loader=FileSystemLoader(SHELL / "templates"), autoescape=select_autoescape())
    found.globals |= {"static": "/static/".__add__, "url": lambda name, *args: "/" + "_".join([name, *map(str, args)])}
    return found


def render(name: str, **more: object) -> str:
    return environment().get_template(examples.template(name)).render(examples.context(name) | more)


class Handler(BaseHTTPRequestHandler):
    """``signed_in`` and ``saved`` belong to the server, so that a test can look at them and change them."""

    server: "Proof"

    def do_GET(self) -> None:
        path = urlsplit(self.path).path.lstrip("/")
        if path.startswith("static/"):
            self.answer((SHELL / path).read_bytes(), TYPES[Path(path).suffix])
        elif path == "people":
            asked = parse_qs(urlsplit(self.path).query)["q"][0]
            self.answer(json.dumps({"items": PEOPLE if asked in ("zs", "张三") else []}))
        elif path == "defaults":
            self.answer(json.dumps({"values": {"amount": "1400.00"}, "hints": {"amount": "已按住院慰问标准填入：每次 1,400 元。"}}))
        elif path == "keep_alive":
            self.answer("{}")
        elif path == "evidence_drawer":
            self.answer(render(path), "text/html")
        elif path in examples.PAGES:
            self.answer(render(path, **self.server.extra), "text/html")
        else:
            self.answer("没有这一页", "text/plain", HTTPStatus.NOT_FOUND)

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers["Content-Length"]))
        path = self.path.lstrip("/")
        if path == "sign_in":
            self.server.signed_in = True
            self.answer(json.dumps({"redirect": "/desk", "csrf": "fresh", "user": "1"}))
        elif not self.server.signed_in:
            self.answer("", status=HTTPStatus.UNAUTHORIZED)
        elif self.server.refuse:
            self.answer(render("refused"), "text/html", HTTPStatus.UNPROCESSABLE_ENTITY)
        else:
            self.server.saved.append(sent)
            self.answer(json.dumps({"redirect": "/record"}))

    def answer(self, body: str | bytes, kind: str = "application/json", status: HTTPStatus = HTTPStatus.OK) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind if kind.startswith("image") else kind + "; charset=utf-8")
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body.encode() if isinstance(body, str) else body)

    def log_message(self, format: str, *args: object) -> None:
        """Silent: the tests say what went wrong."""


class Proof(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), partial(Handler))
        self.reset()

    def reset(self) -> None:
        self.signed_in, self.refuse = True, False
        self.saved: list[bytes] = []
        self.extra: dict[str, object] = {}


if __name__ == "__main__":
    Proof(int(sys.argv[1])).serve_forever()
