"""A real browser before the example pages."""

import shutil
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.look.proof import Proof

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SWITCHES = """--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
 --disable-component-update --disable-sync""".split()


@pytest.fixture(scope="session")
def server() -> Iterator[Proof]:
    proof = Proof()
    threading.Thread(target=proof.serve_forever, daemon=True).start()
    yield proof
    proof.shutdown()
    proof.server_close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: the look and the client script are not proved")
    with sync_playwright() as player:
        started = player.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser, server: Proof) -> Iterator[Page]:
    """A desk of 1366 × 768; whatever the console complains of fails the test."""
    server.reset()
    complaints: list[str] = []
    context = browser.new_context(viewport={"width": 1366, "height": 768}, base_url=f"http://127.0.0.1:{server.server_port}")
    found = context.new_page()
    found.on("pageerror", lambda error: complaints.append(str(error)))
    found.on("console", lambda message: complaints.append(message.text) if "Content Security Policy" in message.text else None)
    yield found
    context.close()
    assert complaints == []
