"""A real server and a real browser: the union of the journeys, its officer, and the screens that people use."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser import DESK, PHONE
from tests.contracts.world import PASSWORD, World, build


@pytest.fixture
def house(transactional_db: None, settings: Any, tmp_path: Any) -> World:
    """恒川机械厂工会 with three members, its officer and group leader, and a neighbour; all with passwords."""
    from unionhall.kernel.ledger import posting
    from unionhall.modules.membership.actions import ENROL

    settings.FILES_ROOT = tmp_path / "files"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    posting._series.clear()
    world = build()
    groups = world.groups[world.union.pk]
    for number, (name, group) in enumerate((("张三", groups[0]), ("阿依古丽·买买提", groups[1]), ("䶮小满", groups[1])), 1):
        data = {"name": name, "staff_number": f"H{number:03d}", "sex": "女", "unit": group.pk, "joined_on": "2015-03-01"}
        world.do(ENROL, data, org=world.union)
    for user in world.users.values():
        user.set_password(PASSWORD)
        user.save()
    return world


@pytest.fixture
def visit(browser: Browser, live_server: Any, house: World) -> Iterator[Callable[..., Page]]:
    """Opens the site for somebody, signed in; whatever the console complains of fails the test."""
    complaints: list[str] = []
    contexts: list[BrowserContext] = []

    def opened(name: str = "officer", *, phone: bool = False) -> Page:
        context = browser.new_context(viewport=PHONE if phone else DESK, base_url=live_server.url, locale="zh-CN", accept_downloads=True)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if "Content Security Policy" in said.text else None)
        page.goto("/sign-in/")
        page.get_by_label("手机号或账号").fill(name)
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.get_by_role("heading", level=1).wait_for()
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def pick(page: Page, label: str, typed: str, name: str) -> None:
    """Find somebody by what is typed and take the one of that name."""
    page.get_by_role("combobox", name=label).press_sequentially(typed)
    page.get_by_role("option", name=name).click()


@pytest.fixture
def picture() -> dict[str, object]:
    """A photo as a phone takes it."""
    import io

    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (1800, 1200), "#888888").save(out, "JPEG")
    return {"name": "签收.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}
