"""Days that no calendar has, weekdays that fall on another day, and ends before their beginnings."""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from unionhall.base import quantities
from unionhall.shell.reading.faults.fault import Found
from unionhall.shell.reading.text import Document, Reading

_DIGIT = "[一二两三四五六七八九]"
# Two digits without 十 between them are no number (三四号), nor are two behind it (十五六日).
_SPOKEN = f"{_DIGIT}?十{_DIGIT}?|{_DIGIT}"
NUMBER = f"(?:\\d{{1,3}}|{_SPOKEN})"
_N = f"(?:\\d{{1,2}}|{_SPOKEN})"
_DAY = re.compile(
    f"(?:(?P<year>(?:19|20)\\d\\d)年)?(?<![\\d一二三四五六七八九十个几])(?P<month>{_N})月(?P<day>{_N})"
    f"(?:[日号](?![线楼码文店召])|(?=[至到—~、-]+{_N}[日号]))"
    f"|(?<=[至到—~、-])(?P<later>{_N})[日号](?![线楼码文店召])"
)
_WEEKDAY = re.compile("[ ]?[(]?(?:星期|周)(?P<day>[一二三四五六日天])(?!前|内|末|期)[)]?")
_DAYS_OF_WEEK = "一二三四五六日"
_NEXT_TO = 2  # characters between the days of a span that share their month
_MONTHS = 12
_LEAP = 2024  # where no year is told, the year may be a leap year
_LAST_OF_YEAR, _FIRST_OF_YEAR = 10, 3  # from October on a span may reach into the first quarter of the next year
_TO = re.compile("^[^。;\\d]{0,24}?[至到—~-]{1,2}(?P<next>次年|翌年|明年|来年|第二年|当年|今年|同年|本年)?$")
_BEGINS = re.compile(
    "^[^。;,\\d]{0,12}?(?:启动|开始|开[班幕赛营工拍机学课馆讲播镰]|启[航幕用]|拉开|举办|动工|进场|出发|组队|首[场发])[^。;\\d]{0,20}$"
)
_ENDS = re.compile("^[^。;,\\d]{0,10}?(?:结束|收官|闭[幕营馆]|落[幕下]|结[营业班训课]|完[成工]|竣工|返[回程]|截止|决出|止)")
_YEARS = re.compile("(?P<first>(?:19|20)\\d\\d)年?(?:度)?[至到—~-](?P<last>(?:19|20)\\d\\d)年")
_ROUND_THE_YEAR = re.compile("合同|协议|有效|任期|周期|年度|保险|参保|期限|保障|保期|会计|学期|学年")


class Day(NamedTuple):
    """A day of a sentence; ``year`` is 0 where none is told."""

    start: int
    end: int
    year: int
    month: int
    day: int

    def exists(self) -> bool:
        return 1 <= self.month <= _MONTHS and 1 <= self.day <= monthrange(self.year or _LEAP, self.month)[1]


class Span(NamedTuple):
    """From the first to the last day, and how many days lie between; negative where the end comes first."""

    first: Day
    last: Day
    apart: int


def days(said: str) -> list[Day]:
    """The days that a sentence names, in their order; 28日 of 9月26日至28日 is of the same month."""
    found: list[Day] = []
    for match in _DAY.finditer(said):
        if match["later"] and not (found and match.start() - found[-1].end <= _NEXT_TO):
            continue
        month = int(quantities.value_of(match["month"])) if match["month"] else found[-1].month
        year = int(match["year"] or (found[-1].year if match["later"] else 0))
        found.append(Day(match.start(), match.end(), year, month, int(quantities.value_of(match["day"] or match["later"]))))
    return found


def span(said: str) -> Span | None:
    """The first two days of a sentence that are the beginning and the end of something."""
    named = [day for day in days(said) if day.exists()]
    for first, last in pairwise(named):
        between = said[first.end : last.start]
        to = _TO.match(between)
        if to or (_BEGINS.match(between) and _ENDS.match(said[last.end :])):
            return Span(first, last, _apart(first, last, next_year=bool(to and to["next"] in ("次年", "翌年", "明年", "来年", "第二年"))))
    return None


def _apart(first: Day, last: Day, *, next_year: bool) -> int:
    year = first.year or _year_before(first, last)
    until = last.year or year + next_year
    if until == year and first.month >= _LAST_OF_YEAR and last.month <= _FIRST_OF_YEAR and not last.year:
        until += 1
    beginning, end = (_date(in_year, day) for in_year, day in ((year, first), (until, last)))
    return (end - beginning).days


def _year_before(first: Day, last: Day) -> int:
    """The year of a first day that tells none: the last one's, or the one before it (自12月20日至2026年2月10日)."""
    return last.year - ((first.month, first.day) > (last.month, last.day)) if last.year else _LEAP - 1


def _date(year: int, day: Day) -> date:
    return date(year, day.month, min(day.day, monthrange(year, day.month)[1]))


def find(reading: Reading, document: Document) -> Iterator[Found]:
    """Dates of a paper that cannot be."""
    for sentence in document.sentences:
        said = reading.say(sentence)
        for start, end, note in (*_impossible(said), *_weekdays(said), *_backwards(said)):
            yield Found(sentence.start + start, sentence.start + end, "contradiction", note, "核对日期")


def _impossible(said: str) -> Iterator[tuple[int, int, str]]:
    """4月31日."""
    for day in days(said):
        if not day.exists() and day.day and day.month:
            yield day.start, day.end, f"{day.month}月没有{day.day}日" if day.month <= _MONTHS else f"没有{day.month}月"


def _weekdays(said: str) -> Iterator[tuple[int, int, str]]:
    """2024年3月8日(星期三), which was a Friday."""
    for day in days(said):
        told = _WEEKDAY.match(said, day.end)
        if told and day.year and day.exists():
            actual = _DAYS_OF_WEEK[date(day.year, day.month, day.day).weekday()]
            if actual != told["day"].replace("天", "日"):
                yield day.start, told.end(), f"这一天是星期{actual}"


def _backwards(said: str) -> Iterator[tuple[int, int, str]]:
    """从5月1日开始,至4月30日结束; a term of a year is told in this way as well."""
    found = span(said)
    if found and found.apart < 0 and not _ROUND_THE_YEAR.search(said):
        yield found.first.start, found.last.end, "结束的日子早于开始的日子"
    years = _YEARS.search(said)
    if years and int(years["last"]) < int(years["first"]):
        yield *years.span(), "结束的年份早于开始的年份"
