"""Days are understood in every writing that officers use, and refused with a sentence that helps."""

import re
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionhall.base.dates import Day, format_day, parse_day
from unionhall.base.numerals import to_chinese

THIRD_OF_MAY = Day(date(2014, 5, 3))
MAY = Day(date(2014, 5, 31), "month")
WHOLE_YEAR = Day(date(2014, 12, 31), "year")


@pytest.mark.parametrize(
    "writing",
    [
        date(2014, 5, 3),
        datetime.fromisoformat("2014-05-03T10:30"),
        41762,
        41762.0,
        41762.5,
        20140503,
        20140503.0,
        "41762",
        "2014-05-03",
        "2014.5.3",
        "2014/5/3",
        "2014、5、3",
        "20140503",
        "2014年5月3日",
        "2014年5月3号",
        "2014年5月3日(星期六)",
        "2014 年 5 月 3 日",
        "2014 5 3",
        " 2014-05-03 ",
        "2014-05-03 00:00:00",
        "2014年5月3日上午",
        "2014-05-03T08:30:00+08:00",
        "2014年5月3日 9:30",
        "14.5.3",
        "14年5月3日",
        "２０１４．５．３",
        "二○一四年五月三日",
        "二〇一四年五月三日",
        "二O一四年五月三日",
    ],
)
def test_the_same_day_in_every_writing(writing: object) -> None:
    assert parse_day(writing) == THIRD_OF_MAY


@pytest.mark.parametrize("writing", ["5月3日", "5月3号", "5.3", "5/3", "五月三日", "05-03", "2014-05-03"])
def test_a_day_without_a_year_takes_the_year_given(writing: str) -> None:
    assert parse_day(writing, year=2014) == THIRD_OF_MAY


@pytest.mark.parametrize(
    "writing",
    [
        "2014年5月",
        "2014.05",
        "2014-05",
        "201405",
        201405,
        2014.05,
        "2014年5月份",
        "14年5月",
        "二〇一四年五月",
        "2014年5月上旬",
        "2014年5月底",
    ],
)
def test_a_month_stands_on_its_last_day(writing: object) -> None:
    assert parse_day(writing) == MAY


@pytest.mark.parametrize("writing", ["5月", "五月", "5月份", 5, 5.0, "5"])
def test_a_month_without_a_year_takes_the_year_given(writing: object) -> None:
    assert parse_day(writing, year=2014) == MAY


@pytest.mark.parametrize("writing", ["2014年", "2014", 2014, 2014.0, "2014年度", "二〇一四年"])
def test_a_year_stands_on_its_last_day(writing: object) -> None:
    assert parse_day(writing) == WHOLE_YEAR


@pytest.mark.parametrize(("writing", "expected"), [("62.5.15", 1962), ("49年5月", 2049), ("50年5月", 1950)])
def test_a_year_of_two_digits_lies_between_1950_and_2049(writing: str, expected: int) -> None:
    assert parse_day(writing).value.year == expected


@pytest.mark.parametrize(
    ("writing", "expected"), [("十二月三十一日", date(2014, 12, 31)), ("元月二十日", date(2014, 1, 20)), ("十月十日", date(2014, 10, 10))]
)
def test_chinese_tens(writing: str, expected: date) -> None:
    assert parse_day(writing, year=2014) == Day(expected)


@pytest.mark.parametrize(
    ("writing", "message"),
    [
        ("2014.13.5", "没有13月，请核对日期“2014.13.5”"),
        ("2014.2.30", "2014年2月没有30日，请核对日期“2014.2.30”"),
        ("5月", "日期“5月”没有写年份，请写上是哪一年的"),
        ("5月3日", "日期“5月3日”没有写年份，请写上是哪一年的"),
        ("0214-05-03", "年份应在1900至2100之间，请核对日期“0214-05-03”"),
        ("", "日期为空，请写成 2014-05-03、2014年5月3日、2014年5月或 2014年"),
        (None, "日期为空，请写成 2014-05-03、2014年5月3日、2014年5月或 2014年"),
        ("上周", "看不懂日期“上周”，请写成 2014-05-03、2014年5月3日、2014年5月或 2014年"),
        (2014.1, "“2014.1”在表格中是数字，分不清是2014年1月还是10月，请把单元格设为文本后重填"),
    ],
)
def test_what_is_no_date_is_refused_with_the_reason(writing: object, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        parse_day(writing)


def test_a_number_cell_that_lost_its_last_zero_is_not_guessed_at() -> None:
    with pytest.raises(ValueError, match="5月3日还是30日"):
        parse_day(5.3, year=2014)
    assert parse_day(5.12, year=2014) == Day(date(2014, 5, 12))


@pytest.mark.parametrize("value", [True, "10:30", 5, float("nan"), 1e-7, -3, "5/3/2014", "2014103", b"2014"])
def test_what_could_be_many_things_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"看不懂日期|没有写年份"):
        parse_day(value)


def test_a_day_is_written_as_far_as_it_is_known() -> None:
    assert [format_day(day) for day in (THIRD_OF_MAY, MAY, WHOLE_YEAR)] == ["2014年5月3日", "2014年5月", "2014年"]


days = st.dates(date(1950, 1, 1), date(2049, 12, 31))


@given(days, st.sampled_from(["day", "month", "year"]))
def test_what_is_written_is_read_back(value: date, precision: str) -> None:
    day = parse_day(f"{value.year}年{value.month}月{value.day}日"[: {"day": None, "month": -len(f"{value.day}日"), "year": 5}[precision]])
    assert day.precision == precision
    assert parse_day(format_day(day)) == day


@given(days)
def test_every_writing_of_a_day_is_the_same_day(value: date) -> None:
    chinese = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(value.year))
    writings = [
        value,
        value.isoformat(),
        f"{value:%Y%m%d}",
        f"{value.year}.{value.month}.{value.day}",
        f"{value:%y}.{value.month}.{value.day}",
        f"{chinese}年{to_chinese(value.month)}月{to_chinese(value.day)}日",
    ]
    assert {parse_day(writing) for writing in writings} == {Day(value)}


@given(st.text() | st.floats() | st.integers(), st.none() | st.just(2014))
def test_anything_else_is_refused_with_a_chinese_sentence(value: object, year: int | None) -> None:
    try:
        assert 1900 <= parse_day(value, year).value.year <= 2119
        message = "日期"
    except ValueError as refusal:
        message = str(refusal)
    assert "日期" in message or "单元格" in message
