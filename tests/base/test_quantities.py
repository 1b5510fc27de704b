"""A quantity in running text is read as it is meant, and a number that counts nothing is told apart."""

import string
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionhall.base.measures import MEASURE, unit
from unionhall.base.quantities import Quantity, find, in_cell, value_of

DIGITS = "零一二三四五六七八九"
HAN = "职工参加了三五次活动共计十二百千万亿元两半几余多近约第届名户每年月日×x20.,%、。/-~至一期条个"


def in_chinese(number: int) -> str:
    """305 as 三百零五, 10 as 十: how numbers below a hundred million are said."""
    if number >= 10_000:
        head, tail = divmod(number, 10_000)
        return in_chinese(head) + "万" + ("" if not tail else ("零" if tail < 1000 else "") + _group(tail))
    return _group(number).removeprefix("一") if 10 <= number < 20 else _group(number)


def _group(number: int) -> str:
    said, gap = "", False
    for worth, scale in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // worth % 10
        if digit:
            said += ("零" if gap and said else "") + DIGITS[digit] + scale
        gap = not digit
    return said


@given(st.integers(min_value=1, max_value=99_999_999))
def test_every_number_is_read_back_from_its_chinese_writing(number: int) -> None:
    assert value_of(in_chinese(number)) == number


@given(st.integers(min_value=0, max_value=10**12))
def test_commas_between_thousands_change_nothing(number: int) -> None:
    assert value_of(f"{number:,}") == value_of(str(number)) == number


@given(st.decimals(min_value=0, max_value=9999, places=2, allow_nan=False), st.sampled_from(["万", "亿", "千", "百"]))
def test_a_scale_multiplies_what_stands_before_it(number: Decimal, scale: str) -> None:
    assert value_of(f"{number}{scale}") == number * value_of("1" + scale)


@given(st.integers(min_value=1, max_value=99_999), st.sampled_from(["人", "户", "条", "人次", "场", "期", "元"]))
def test_a_count_is_found_in_arabic_and_in_chinese(number: int, word: str) -> None:
    for written in (str(number), in_chinese(number)):
        (found,) = find(f"登记{written}{word}。")
        assert (found.value, found.unit) == (number, word)


@given(st.text(alphabet=HAN + string.ascii_lowercase, max_size=40))
def test_quantities_of_any_text_lie_in_it_one_behind_the_other(text: str) -> None:
    found = find(text)
    assert all(0 <= item.start < item.end <= len(text) for item in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all(item.upper is None or (item.value is not None and item.value < item.upper) for item in found)


@given(st.text(alphabet=HAN, max_size=12))
def test_what_is_no_numeral_is_refused_with_a_sentence(text: str) -> None:
    try:
        assert value_of(text) >= 0
    except ValueError as refusal:
        assert "看不懂数字" in str(refusal)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1.2万", 12000),
        ("3万5千", 35000),
        ("1亿2000万", 120_000_000),
        ("一百五", 150),
        ("一百零五", 105),
        ("一万五", 15000),
        ("两千三百万", 23_000_000),
        ("二〇一四", 2014),
        ("壹万贰仟", 12000),
        ("百", 100),
        ("十几", 10),
        ("几十", 10),
        ("半", Decimal("0.5")),
        ("三点五", Decimal("3.5")),
    ],
)
def test_numerals_are_read_in_every_writing(written: str, value: int | Decimal) -> None:
    assert value_of(written) == value


def only(text: str) -> Quantity:
    (found,) = find(text)
    return found


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("奖金2.4万元", 24000, "元"),
        ("支出十余万元", 100_000, "元"),
        ("余额¥52,310.75元", Decimal("52310.75"), "元"),
        ("人民币壹仟贰佰元整", 1200, "元"),
        ("三元五角", Decimal("3.5"), "元"),
        ("到课率98.5%", Decimal("98.5"), "%"),
        ("占百分之八十", 80, "%"),
        ("过六成", 60, "%"),
        ("提高3个百分点", 3, "个百分点"),
        ("增长1.5倍", Decimal("1.5"), "倍"),
        ("干部8名", 8, "人"),
        ("大会分会场3个", 3, "个"),
        ("团体第二名", 2, "名次"),
        ("排名十四", 14, "名次"),
        ("一等奖", 1, "等奖"),
        ("四星级", 4, "星级"),
        ("三届五次代表大会", 5, "次(三届)"),
        ("第四届代表大会第三次会议", 3, "次(四届)"),
        ("第五届委员会", 5, "届"),
        ("东湖、西湖和南湖等三大社区", 3, "个"),
    ],
)
def test_quantities_have_a_value_and_a_unit(text: str, value: int | Decimal, unit: str) -> None:
    found = only(text)
    assert (found.value, found.unit) == (value, unit)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("论文1-2篇", 1, 2),
        ("审查一至两次", 1, 2),
        ("来访两三次", 2, 3),
        ("挑选三五个", 3, 5),
        ("补贴3至5万元", 30_000, 50_000),
        ("补贴200元至500元", 200, 500),
        ("补贴3万至5万元", 30_000, 50_000),
        ("比例60%-80%", 60, 80),
    ],
)
def test_a_range_has_two_bounds(text: str, low: int, high: int) -> None:
    found = only(text)
    assert (found.value, found.upper) == (low, high)


@pytest.mark.parametrize(
    "text", ["近200名", "60多名", "百余名", "20多万元", "约30份", "500人以上", "不少于四次", "十几户", "97%以上", "突破3万次"]
)
def test_what_is_rough_is_marked(text: str) -> None:
    assert only(text).approx


@pytest.mark.parametrize("text", ["200名", "达到97%", "要约60份", "附近3家"])
def test_what_is_exact_is_not_marked_as_rough(text: str) -> None:
    assert not only(text).approx


@pytest.mark.parametrize(
    "text",
    [
        "2014年上半年",
        "3月5日",
        "1~3月份",
        "五月份",
        "第三季度",
        "20xx年",
        "6月x日",
        "××××年",
        "2025-06-30",
        "星期五",
        "三年来",
        "二〇一四年五月",
    ],
)
def test_dates_and_periods_are_no_counts(text: str) -> None:
    found = only(text)
    assert (found.kind, found.value, found.end - found.start) == ("date", None, len(text))


@pytest.mark.parametrize(
    "text", ["第3条", "3#炉", "128号", "十八大精神", "二十届三中全会", "十四五规划", "1+1活动", "电话86668888转", "新一届班子", "第一线"]
)
def test_numbers_that_count_nothing_have_no_value(text: str) -> None:
    assert [item.value for item in find(text)] == [None]


@pytest.mark.parametrize(
    "text", ["一致好评", "三清山", "五必访", "条件成熟", "七一前夕", "第一知情人", "双休日", "责任人", "一法两条例", "本次活动"]
)
def test_words_with_a_numeral_in_them_are_no_quantities(text: str) -> None:
    assert not [item for item in find(text) if item.value is not None]


@pytest.mark.parametrize(("word", "counted"), [("名", "人"), ("位", "人"), ("人次", "人次"), ("户", "户")])
def test_persons_are_counted_in_one_unit(word: str, counted: str) -> None:
    assert unit(word) == counted


def test_a_measure_word_that_begins_another_word_is_none() -> None:
    assert MEASURE.match("条建议")
    assert not MEASURE.match("条件")
    assert next(MEASURE.finditer("人次")).group() == "人次"


@pytest.mark.parametrize(
    ("text", "step"), [("1.23万元", 100), ("3万名", 10_000), ("120人", 1), ("98.5%", Decimal("0.1")), ("六成", 10), ("十二条", 1)]
)
def test_a_quantity_knows_how_finely_it_was_written(text: str, step: int | Decimal) -> None:
    assert only(text).step == step


@given(st.integers(min_value=0, max_value=999_999_999), st.integers(min_value=0, max_value=99))
def test_a_bare_number_in_a_cell_is_itself_with_and_without_commas(whole: int, cents: int) -> None:
    for written in (f"{whole}", f"{whole:,}", f"{whole:,}.{cents:02d}"):
        found = in_cell(written)
        assert found is not None
        assert (found.value, found.unit, found.end) == (Decimal(written.replace(",", "")), "", len(written))


@pytest.mark.parametrize(
    ("text", "value", "upper", "unit", "approx"),
    [
        ("-12", -12, None, "", False),
        ("-3.5%", Decimal("-3.5"), None, "%", False),
        ("约20", 20, None, "", True),
        ("120余人", 120, None, "人", True),
        ("1.2万", 12_000, None, "", False),
        ("￥500", 500, None, "", False),
        ("3-5", 3, 5, "", False),
        ("3期", 3, None, "期", False),
        ("12345678元", 12_345_678, None, "元", False),
    ],
)
def test_a_cell_may_hold_a_number_with_its_words(text: str, value: Decimal, upper: int | None, unit: str, approx: bool) -> None:
    found = in_cell(text)
    assert found is not None
    assert (found.value, found.upper, found.unit, found.approx) == (value, upper, unit, approx)


@pytest.mark.parametrize(
    "text", ["", "--", "007", "13812345678", "330102197001011234", "2025年", "5月", "1/2", "第3", "7:30", "43岁", "3期5人", "一", "无"]
)
def test_what_counts_nothing_in_a_cell_is_no_quantity(text: str) -> None:
    assert in_cell(text) is None


@given(st.text(alphabet=HAN, max_size=12))
def test_any_cell_is_read(text: str) -> None:
    found = in_cell(text)
    assert found is None or (found.start, found.end) == (0, len(text))
