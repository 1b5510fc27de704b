"""Whole numbers in Chinese writing, and counts as people type them: 36, 36人, 三十六, １２."""

import math
import re

from unionhall.base import text

DIGITS = "〇一二三四五六七八九"
_VALUES = {character: value for value, character in enumerate(DIGITS)} | {"零": 0, "○": 0, "◯": 0, "两": 2}
_DIGIT = "[一二三四五六七八九两]"
# 一百五 is said for 150 and read as 105, so that ones after 千 or 百 need their 零.
_GROUP = re.compile(
    rf"(?:(?P<thousands>{_DIGIT})千)?(?:零?(?P<hundreds>{_DIGIT})百)?(?:零?(?P<tens>{_DIGIT}?)十)?(?:(?:零|(?<![千百]))(?P<ones>{_DIGIT}))?"
)
_COUNT = re.compile(
    r"(?P<number>-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|[〇零○◯一二三四五六七八九两十百千万]+)"
    r"(?:人次|户次|场次|件次|人|名|位|个|次|户|场|份|条|件|项|篇|期|张|枚|台|套|只|盒|本|家|天|日|岁|周岁|年|小时)?"
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
    if writing and all(character in _VALUES for character in writing):
        return int("".join(str(_VALUES[character]) for character in writing))
    before, ten_thousands, after = writing.replace("〇", "零").replace("○", "零").rpartition("万")
    if not writing or (ten_thousands and not before) or (before and after in _VALUES):
        raise ValueError(_unreadable(writing))
    return (_group(before, writing) * 10_000 if before else 0) + _group(after, writing)


def _group(part: str, writing: str) -> int:
    match = _GROUP.fullmatch(part)
    if not match:
        raise ValueError(_unreadable(writing))
    thousands, hundreds, tens, ones = (_VALUES.get(digit or "", 0) for digit in match.groups())
    if match["tens"] == "":
        tens = 1
    return thousands * 1000 + hundreds * 100 + tens * 10 + ones


def _unreadable(writing: str) -> str:
    return f"看不懂数字“{writing}”，请改用阿拉伯数字"


def parse_integer(value: object) -> int:
    """A count from a cell or a field: 36, 36.0, "36人", "1,200", "三十六", "１２".

    Raises ``ValueError`` with a sentence for people: nothing there, a fraction, a negative, no number at all.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError(_no_number(value))
    if isinstance(value, str):
        value = _from_text(value)
    if not math.isfinite(value):
        raise ValueError(_no_number(value))
    if value < 0:
        raise ValueError(f"数量不能是负数，现在是{value}")
    if value != int(value):
        raise ValueError(f"数量应为整数，现在是{value}")
    return int(value)


def _from_text(writing: str) -> float:
    match = _COUNT.fullmatch(text.fold(writing).replace(" ", ""))
    if not match:
        raise ValueError(_no_number(writing))
    number = match["number"].replace(",", "")
    return float(number) if "." in number else int(number) if number.lstrip("-").isdecimal() else from_chinese(number)


def _no_number(value: object) -> str:
    if value is None or not str(value).strip():
        return "数量为空，请填写整数，没有时填 0"
    return f"看不懂数量“{value}”，请填写整数，如 36"
