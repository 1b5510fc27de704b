"""Whole numbers in Chinese writing, and numbers as people type them: 36, 36人, 三十六, １２, 1,200."""

import re
from decimal import Decimal
from typing import NamedTuple

from unionhall.base import text
from unionhall.base.quantities import value_of

DIGITS = "〇一二三四五六七八九"
NO_NUMBER = Decimal("nan")
ARABIC = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_ONE, _ZERO = "[一二三四五六七八九两]", "[零〇○◯]"
# 一百五 is said for 150 and read as 105, so that ones after 万, 千 or 百 need their 零.
_GROUP = rf"(?:{_ONE}千)?(?:{_ZERO}?{_ONE}百)?(?:{_ZERO}?{_ONE}?十)?(?:(?:{_ZERO}|(?<![千百万])){_ONE})?"
_CHINESE = re.compile(rf"(?:{_ONE}|{_ZERO})+|(?=.)(?:(?!万){_GROUP}万)?{_GROUP}")


class Writing(NamedTuple):
    """Numbers of one sort: what they are called, what is typed (groups ``sign`` and ``number``), and what to type instead."""

    name: str
    shape: "re.Pattern[str]"
    wanted: str
    example: str
    unit: str = ""


_COUNT = Writing(
    "数量",
    re.compile(
        rf"(?P<sign>-?)(?P<number>{ARABIC}|[〇零○◯一二三四五六七八九两十百千万]+)"
        r"(?:人次|户次|场次|件次|人|名|位|个|次|户|场|份|条|件|项|篇|期|张|枚|台|套|只|盒|本|家|天|日|岁|周岁|年|小时)?"
    ),
    "整数，没有时填 0",
    "整数，如 36",
)


def to_chinese(number: int) -> str:
    """一 to 九十九, as headings and lists are numbered. Raises ``ValueError`` outside 1..99."""
    if not 1 <= number <= 99:
        raise ValueError(f"序号应在1至99之间，现在是{number}")
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else DIGITS[tens]) + ("十" if tens else "") + (DIGITS[ones] if ones else "")


def from_chinese(writing: str) -> int:
    """三十六 → 36, 一千二百 → 1200, 三万零五 → 30005, and digit by digit 二〇一四 → 2014.

    Raises ``ValueError`` where it is no such number.
    """
    if not _CHINESE.fullmatch(writing):
        raise ValueError(f"看不懂数字“{writing}”，请改用阿拉伯数字")
    return int(value_of(writing))


def parse_integer(value: object) -> int:
    """A count from a cell or a field: 36, 36.0, "36人", "1,200", "三十六", "１２".

    Raises ``ValueError`` with a sentence for people: nothing there, a fraction, a negative, no number at all.
    """
    number = read(value, _COUNT)
    if number != int(number):
        raise ValueError(f"数量应为整数，现在是{number}")
    return int(number)


def read(value: object, writing: Writing) -> Decimal:
    """The number in a cell or a field. Raises ``ValueError`` with a sentence: nothing there, a negative, no number at all."""
    if value is None or not str(value).strip():
        raise ValueError(f"{writing.name}为空，请填写{writing.wanted}")
    if isinstance(value, str):
        number = _from_text(value, writing)
    else:
        number = Decimal(str(value)) if isinstance(value, int | float | Decimal) and not isinstance(value, bool) else NO_NUMBER
    if not number.is_finite():
        raise ValueError(f"看不懂{writing.name}“{value}”，请填写{writing.example}")
    if number < 0:
        raise ValueError(f"{writing.name}不能是负数，现在是{number}{writing.unit}")
    return number


def _from_text(value: str, writing: Writing) -> Decimal:
    match = writing.shape.fullmatch(text.fold(value).replace(" ", "").lower())
    if not match:
        return NO_NUMBER
    number = value_of(match["number"]) if match["number"][0].isdecimal() else Decimal(from_chinese(match["number"]))
    return -number if match["sign"] else number
