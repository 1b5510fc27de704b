"""A text made to keep the reader busy is read as quickly as any other of its length, and a line that means nothing never stops it."""

import time

import pytest

from unionhall.shell.reading.report import read

_LENGTH = 20_000  # characters
_SECONDS = 4  # twice what the slowest takes on a busy machine; what is quadratic takes ten and more
_SIGNS = "xX×*○_□●1九，。、："
_REPEATED = ("_ ", "× ", "1,", "1(", "有")


@pytest.fixture(autouse=True, scope="module")
def _lists_are_loaded() -> None:
    read("工会现有会员30人。")


@pytest.mark.parametrize("piece", [*_SIGNS, *_REPEATED])
def test_one_sign_without_end_is_read_in_linear_time(piece: str) -> None:
    began = time.process_time()
    read(piece * (_LENGTH // len(piece)))
    assert time.process_time() - began < _SECONDS


@pytest.mark.parametrize("text", ["全厂职工" + "有" * 28 + "的30人", "职工" + "由" * 28 + "甲" * 15 + "，30人", "补助1" + "(" * 40 + "元"])
def test_a_short_line_never_takes_exponential_time(text: str) -> None:
    began = time.process_time()
    read(text)
    assert time.process_time() - began < 1


@pytest.mark.parametrize("day", ["五月十五六日", "3月十八九日", "九月十一二日", "5月三四号"])
def test_a_day_told_roughly_is_no_day_and_stops_nothing(day: str) -> None:
    assert read(f"{day}，工会慰问一线职工30人。")["faults"] == []
