"""Days as people write them, known to the day, the month or the year."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from unionhall.base import text
from unionhall.base.numerals import from_chinese
from unionhall.base.periods import Period

Precision = Literal["day", "month", "year"]


@dataclass(frozen=True)
class Day:
    """A day; one that is known only to the month or the year stands on the last day of it."""

    value: date
    precision: Precision = "day"


class NoYear(ValueError):
    """The writing names no year, and none was given."""


_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_EXCEL_EPOCH = date(1899, 12, 30)
_HOW = "请写成 2014-05-03、2014年5月3日、2014年5月或 2014年"

_TIME = re.compile(r"(?:(?<=[日号])|[ T]+)\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?$")
_BLANK_AS_SEPARATOR = re.compile(r"(?<=\d) (?=\d)")
_PART_OF = re.compile(r"(?<=[日号])(?:[上下]午|晚上?)$|(?<=月)份?(?:[上中下]旬|初|中|底|末)$")  # 5月上旬 is known to the month
_WEEKDAY = re.compile(r"\(?(?:星期|周)[一二三四五六日天]\)?$")
_DASHES = str.maketrans("–—−~", "----")
_CHINESE_NUMBER = re.compile(r"[〇零○◯oO一二三四五六七八九十廿]+")
_SEPARATOR = r"[./、,。-]"
_SHAPES = (
    rf"(?P<year>\d{{4}}|\d{{2}})(?:年|{_SEPARATOR})(?P<month>\d{{1,2}})(?:月|{_SEPARATOR})(?P<day>\d{{1,2}})[日号]?",
    r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})",
    rf"(?P<year>\d{{4}})(?:年|{_SEPARATOR})(?P<month>\d{{1,2}})(?:月份?)?",
    r"(?P<year>\d{2})年(?P<month>\d{1,2})月份?",
    r"(?P<year>\d{4})(?P<month>\d{2})",
    r"(?P<year>\d{4}|\d{2}(?=年))(?:年度?)?",
    rf"(?P<month>\d{{1,2}})(?:月|{_SEPARATOR})(?P<day>\d{{1,2}})[日号]?",
    r"(?P<month>\d{1,2})月份?",
)
_MONTH_ALONE = r"(?P<month>\d{1,2})"


def parse_day(value: object, year: int | None = None) -> Day:
    """Read a date from a cell or a field; ``year`` completes what has none (5月3日, 5.3, 5月).

    Understands dates, Excel's serial numbers and Chinese or Arabic writings to the day, the month or the year.
    Two-digit years are 1950 to 2049. Raises ``ValueError`` with a sentence that says what is wrong and how to write it, ``NoYear`` where
    nothing but the year is missing.
    """
    if isinstance(value, date):
        return Day(date(value.year, value.month, value.day))  # without the time that a cell may have
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError(_unreadable(value))
    if isinstance(value, float) and not value.is_integer():
        return _from_fraction(value, year)
    writing = value if isinstance(value, str) else str(int(value))
    plain = _plain(writing)
    if re.fullmatch(r"[2-7]\d{4}", plain):
        return Day(_EXCEL_EPOCH + timedelta(days=int(plain)))
    return _from_parts(_match(plain, writing, year), writing, year)


def _from_fraction(value: float, year: int | None) -> Day:
    """A number cell with a fraction: a serial number with a time, or 2014.5 and 5.12, typed into a cell that was not text.

    Excel drops the zero at the end, so that .1 may have been .10: such a cell is refused rather than guessed at.
    """
    if 20_000 <= value < 80_000:
        return Day(_EXCEL_EPOCH + timedelta(days=int(value)))
    whole, _, fraction = f"{value}".partition(".")
    is_month = len(whole) == 4
    if fraction == "1" or (fraction in ("2", "3") and not is_month):
        readings = f"{whole}年1月还是10月" if is_month else f"{whole}月{fraction}日还是{fraction}0日"
        raise ValueError(f"“{value}”在表格中是数字，分不清是{readings}，请把单元格设为文本后重填")
    return _from_parts(_match(f"{value}", f"{value}", year), f"{value}", year)


def _plain(writing: str) -> str:
    """The writing without blanks, time and weekday, in Arabic digits."""
    plain = text.fold(writing).translate(_DASHES)
    plain = _BLANK_AS_SEPARATOR.sub("-", _TIME.sub("", plain)).replace(" ", "")
    plain = _PART_OF.sub("", _WEEKDAY.sub("", plain)).replace("元月", "1月")
    return _CHINESE_NUMBER.sub(_to_digits, plain).rstrip(".。、")


def _to_digits(match: re.Match[str]) -> str:
    writing = re.sub("[oO零○◯]", "〇", match[0]).replace("廿", "二十")
    try:
        return str(from_chinese(writing))
    except ValueError:
        return match[0]


def _match(plain: str, writing: str, year: int | None) -> dict[str, str]:
    for shape in _SHAPES if year is None else (*_SHAPES, _MONTH_ALONE):
        if match := re.fullmatch(shape, plain):  # which keeps what it has compiled
            return match.groupdict()
    raise ValueError(_unreadable(writing))


def _from_parts(parts: dict[str, str], writing: str, year: int | None) -> Day:
    if "year" in parts:
        year = int(parts["year"])
        year += 0 if len(parts["year"]) == 4 else 1900 if year >= 50 else 2000
    if year is None:
        raise NoYear(f"日期“{writing}”没有写年份，请写上是哪一年的")
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise ValueError(f"年份应在{_FIRST_YEAR}至{_LAST_YEAR}之间，请核对日期“{writing}”")
    if "month" not in parts:
        return Day(Period.year(year).last_day, "year")
    month = int(parts["month"])
    if not 1 <= month <= 12:
        raise ValueError(f"没有{month}月，请核对日期“{writing}”")
    last_day = Period.months(year, month, 1).last_day
    if "day" not in parts:
        return Day(last_day, "month")
    if not 1 <= int(parts["day"]) <= last_day.day:
        raise ValueError(f"{year}年{month}月没有{int(parts['day'])}日，请核对日期“{writing}”")
    return Day(last_day.replace(day=int(parts["day"])))


def _unreadable(value: object) -> str:
    if value is None or not str(value).strip():
        return f"日期为空，{_HOW}"
    return f"看不懂日期“{value}”，{_HOW}"


def format_day(day: Day) -> str:
    """2014年5月3日, 2014年5月 or 2014年, as far as the day is known."""
    return Period.around(day.value, day.precision).label
