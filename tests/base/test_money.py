"""Amounts are read and written to the cent."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionhall.base import money


@pytest.mark.parametrize(
    ("written", "cents"),
    [
        (600, 60_000),
        (600.0, 60_000),
        (150.5, 15_050),
        (0.1 + 0.2, 30),
        (Decimal("1.25"), 125),
        ("600元", 60_000),
        ("600元整", 60_000),
        ("1,200.50", 120_050),
        ("1，200.50元", 120_050),
        ("￥600", 60_000),
        ("¥ 600.00", 60_000),
        ("人民币600元", 60_000),
        ("1.2万元", 1_200_000),
        ("1.2万", 1_200_000),
        ("0.00005亿", 500_000),
        ("６００", 60_000),
        ("0", 0),
    ],
)
def test_an_amount_in_every_writing(written: object, cents: int) -> None:
    assert money.parse_yuan(written) == cents


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("", "金额为空，请填写以元为单位的数字"),
        (None, "金额为空，请填写以元为单位的数字"),
        ("无", "看不懂金额“无”，请填写以元为单位的数字，如 600 或 1200.50"),
        ("1,20", "看不懂金额“1,20”，请填写以元为单位的数字，如 600 或 1200.50"),
        (True, "看不懂金额“True”，请填写以元为单位的数字，如 600 或 1200.50"),
        (float("nan"), "看不懂金额“nan”，请填写以元为单位的数字，如 600 或 1200.50"),
        ("-600", "金额不能是负数，现在是-600元"),
        ("33.333", "金额“33.333”不足一分的部分无法入账，请精确到分"),
    ],
)
def test_what_is_no_amount_is_refused_with_the_reason(written: object, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        money.parse_yuan(written)


@pytest.mark.parametrize(("cents", "written"), [(300_000, "3,000"), (15_050, "150.50"), (5, "0.05"), (0, "0"), (-120_000, "-1,200")])
def test_tables_are_exact(cents: int, written: str) -> None:
    assert money.yuan(cents) == written


@pytest.mark.parametrize(
    ("cents", "written"),
    [
        (480_000, "4800元"),
        (999_999, "9999.99元"),
        (1_000_000, "1.00万元"),
        (3_815_000, "3.82万元"),
        (3_814_999, "3.81万元"),
        (-3_815_000, "-3.82万元"),
    ],
)
def test_sentences_use_ten_thousands_from_ten_thousand_yuan(cents: int, written: str) -> None:
    assert money.in_text(cents) == written


@given(st.integers(0, 10**15))
def test_what_is_written_is_read_back(cents: int) -> None:
    assert money.parse_yuan(money.yuan(cents)) == cents
    assert money.parse_yuan(money.yuan(cents) + "元") == cents


@given(st.text() | st.floats())
def test_anything_else_is_refused_with_a_chinese_sentence(value: object) -> None:
    try:
        assert money.parse_yuan(value) >= 0
        message = "金额"
    except ValueError as refusal:
        message = str(refusal)
    assert "金额" in message
