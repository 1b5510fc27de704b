"""A real browser before the example pages."""

import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import DESK
from tests.look.proof import Proof


@pytest.fixture(scope="session")
def server() -> Iterator[Proof]:
    proof = Proof()
    threading.Thread(target=proof.serve_forever, daemon=True).start()
    yield proof
    proof.shutdown()
    proof.server_close()


@pytest.fixture
def page(browser: Browser, server: Proof) -> Iterator[Page]:
    """A desk of 1366 × 768; whatever the console complains of fails the test."""
    server.reset()
    complaints: list[str] = []
    context = browser.new_context(viewport=DESK, base_url=f"http://127.0.0.1:{server.server_port}")
    found = context.new_page()
    found.on("pageerror", lambda error: complaints.append(str(error)))
    found.on("console", lambda message: complaints.append(message.text) if "Content Security Policy" in message.text else None)
    yield found
    context.close()
    assert complaints == []
