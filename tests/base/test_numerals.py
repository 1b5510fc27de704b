"""Counts are whole numbers, however they were typed; headings are numbered in Chinese."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionhall.base.numerals import from_chinese, parse_integer, to_chinese


@pytest.mark.parametrize(("number", "writing"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (36, "三十六"), (99, "九十九")])
def test_headings_are_numbered(number: int, writing: str) -> None:
    assert to_chinese(number) == writing


@pytest.mark.parametrize("number", [0, 100, -1])
def test_headings_end_at_ninety_nine(number: int) -> None:
    with pytest.raises(ValueError, match="1至99"):
        to_chinese(number)


@pytest.mark.parametrize(
    ("written", "count"),
    [
        (36, 36),
        (36.0, 36),
        ("36", 36),
        ("36人", 36),
        ("36 人次", 36),
        ("36.0", 36),
        ("1,200", 1200),
        ("１２", 12),
        ("三十六", 36),
        ("十二人", 12),
        ("两名", 2),
        ("一百零五", 105),
        ("一千二百", 1200),
        ("三万零五", 30_005),
        ("二〇一四", 2014),
        ("〇", 0),
        (0, 0),
    ],
)
def test_a_count_in_every_writing(written: object, count: int) -> None:
    assert parse_integer(written) == count


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("", "数量为空，请填写整数，没有时填 0"),
        (None, "数量为空，请填写整数，没有时填 0"),
        (3.5, "数量应为整数，现在是3.5"),
        ("3.5人", "数量应为整数，现在是3.5"),
        (-2, "数量不能是负数，现在是-2"),
        ("三十多人", "看不懂数量“三十多人”，请填写整数，如 36"),
        (True, "看不懂数量“True”，请填写整数，如 36"),
        (float("inf"), "看不懂数量“inf”，请填写整数，如 36"),
    ],
)
def test_what_is_no_count_is_refused_with_the_reason(written: object, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        parse_integer(written)


@pytest.mark.parametrize("writing", ["一百五", "三万五", "万", "十百", "一二十", "百", ""])
def test_a_writing_with_two_meanings_or_none_is_refused(writing: str) -> None:
    with pytest.raises(ValueError, match="看不懂数字"):
        from_chinese(writing)


@given(st.integers(1, 99))
def test_what_is_written_is_read_back(number: int) -> None:
    assert from_chinese(to_chinese(number)) == number
    assert parse_integer(to_chinese(number) + "人") == number


@given(st.text() | st.floats())
def test_anything_else_is_refused_with_a_chinese_sentence(value: object) -> None:
    try:
        assert parse_integer(value) >= 0
        message = "数量"
    except ValueError as refusal:
        message = str(refusal)
    assert "数" in message
