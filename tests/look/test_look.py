"""Every template stands: under the strict policy, at every width, in large type, and for people who do not see it."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.look.examples import PAGES

WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
DESK, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}
SIDEWAYS = "document.documentElement.scrollWidth - innerWidth"


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_usable_by_everybody_and_breaks_no_policy(page: Page, name: str, size: dict[str, int]) -> None:
    page.set_viewport_size(size)
    page.goto(f"/{name}")
    found = Axe().run(page, options=WCAG).response["violations"]
    assert [(fault["id"], fault["nodes"][0]["html"]) for fault in found] == []
    assert page.evaluate(SIDEWAYS) <= 0


@pytest.mark.parametrize("name", PAGES)
def test_no_page_scrolls_sideways_on_a_small_phone_in_large_type(page: Page, name: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto("/desk")
    page.evaluate("localStorage.setItem('unionhall:size', 'elder')")
    page.goto(f"/{name}")
    assert page.evaluate("document.documentElement.dataset.size") == "elder"
    assert page.evaluate(SIDEWAYS) <= 0


def test_an_office_screen_shows_twelve_rows(page: Page) -> None:
    page.goto("/list")
    rows = page.locator("#list tbody tr").all()
    assert sum(box["y"] + box["height"] <= 768 for row in rows if (box := row.bounding_box())) >= 12


def test_a_phone_offers_targets_that_a_thumb_meets(page: Page) -> None:
    page.set_viewport_size(PHONE)
    page.goto("/form")
    boxes = [target.bounding_box() for target in page.locator("main .btn:visible, main .form-control:visible").all()]
    assert min(box["height"] for box in boxes if box) >= 44


def test_a_refused_form_says_so_in_the_title_and_leads_to_the_fields(page: Page) -> None:
    page.goto("/refused")
    assert page.title().startswith("错误: ")
    assert page.evaluate("document.activeElement.className") == "uh-errors"
    page.get_by_role("link", name="慰问日期不能晚于今天").click()
    assert page.evaluate("document.activeElement.id") == "f-on"
