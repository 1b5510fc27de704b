"""The page of what the reader finds and misses is written by program, from the test set."""

import re

from tests.reading import page
from unionhall.shell.reading.marks import KINDS


def test_of_each_kind_ten_are_shown_that_are_found_and_five_that_are_missed() -> None:
    parts = re.split("^## ", page.page(), flags=re.MULTILINE)[1:]
    assert len(parts) == len(KINDS)
    for part in parts:
        found, missed = part.split("找不到：")
        assert found.count("\n- ") == page.FOUND, part
        assert missed.count("\n- ") == page.MISSED, part


def test_the_page_stands_in_the_reference() -> None:
    assert page.PAGE.read_text("utf-8").startswith("<!-- 由 python -m tests.reading.page 写出")
