"""Names and headings are recognised however they were typed, and rare characters survive."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionhall.base import text


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("ＡＢＣ１２３", "ABC123"),
        ("（一）", "(一)"),
        ("￥６００", "¥600"),
        ("  a　\n b\t", "a b"),
        ("张\u200b三\ufeff", "张三"),
        ("䶮①㎡ﬁ", "䶮①㎡ﬁ"),
        ("阿依古丽‧买买提", "阿依古丽·买买提"),
        ("阿依古丽•买买提", "阿依古丽·买买提"),
        ("阿依古丽・买买提", "阿依古丽·买买提"),
    ],
)
def test_fold(typed: str, folded: str) -> None:
    assert text.fold(typed) == folded


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("张 三", "张三"),
        ("张　三", "张三"),
        (" 欧阳 小 明 ", "欧阳小明"),
        ("阿依古丽 · 买买提", "阿依古丽·买买提"),
        ("阿依古丽.买买提", "阿依古丽·买买提"),
        ("王 䶮", "王䶮"),
        ("李 𠮷", "李𠮷"),
        ("周 \ue863", "周\ue863"),
        ("Anna  Smith", "Anna Smith"),
        ("J. Smith", "J. Smith"),
    ],
)
def test_name(typed: str, name: str) -> None:
    assert text.name(typed) == name


@pytest.mark.parametrize("typed", ["金额(元)", "金额（元）", "金 额", "*金额", "金额:", "金额【元】", "金额(元", "金\n额", "金额％"])
def test_headings_that_mean_the_same_have_one_key(typed: str) -> None:
    assert text.heading(typed) == "金额"


def test_a_heading_that_is_all_bracket_keeps_its_words() -> None:
    assert text.heading("(元)") == "元"


def test_prose_keeps_its_punctuation() -> None:
    assert text.prose(" 因病住院，已探望（现金）\ufeff ") == "因病住院，已探望（现金）"


@given(st.text())
def test_folding_twice_changes_nothing_more(typed: str) -> None:
    assert text.fold(text.fold(typed)) == text.fold(typed)
    assert text.name(text.name(typed)) == text.name(typed)
    assert text.heading(text.heading(typed)) == text.heading(typed)
