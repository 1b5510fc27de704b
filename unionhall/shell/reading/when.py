"""The period of which a clause speaks: its own words, or those of its sentence, its section, its paper."""

import re
from datetime import date, timedelta

from unionhall.base import quantities
from unionhall.base.periods import Period
from unionhall.base.quantities import Quantity

# Words of time that name days of the calendar; a festival or 三年来 names none that a ledger could be asked for.
CALENDAR = re.compile(
    r"(?:截[至止到]?|今年|去年|上年度?|本年度?|明年|来年|全年|年内|期内|目前|现在|以来|一年来|[上下]半年|第?[一二三四1-4]季度|年度?"
    r"|[本当上]月|[本上]季度?|本期|同期|累计|期末"
    r"|(?:19|20)\d\d|20[xX×*]{1,2}年|[xX×*]{2,4}年|[二一][零〇○九][一二三四五六七八九零〇○]{2}|(?:\d{1,2}|[一二三四五六七八九十]{1,2})(?:月份?|[日号])|[末底终]|[-–—~至到]"
    r"|(?:\d{1,2}|[一二三四五六七八九十]{1,2})(?=[-–—~至到]))*"
)
# Festivals and turns of speech that place a clause in time without a number.
_SPOKEN = re.compile(
    r"今年(?:以来|年初)?|去年|上年度?|本年度?|全年|年内|期内|年初|年底|年终|近年来|近几年|[这那]几年|本届|目前|现在|任期内|一年来|半年来|明年|来年"
    r"|(?:在|迎)?(?:元旦|春节|元宵|清明|端午|中秋|国庆|重阳|[“]?(?:五一|六一|七一|三八|五四|八一)[”]?(?=节|国际|劳动|妇女|青年节|儿童节|期间|前|之际|当天))(?:劳动节|妇女节|青年节|儿童节|国际|佳节|节)*(?:之际|期间|前夕|前后|前)?|(?:高温|夏季|冬季|汛期|暑期|寒假)(?:期间)?"
)
# 比上年增加5条 speaks of this year.
_COMPARED = re.compile("(?:[比较与同]|[高低多少优]于|超过)$")
_MONTH = r"(\d{1,2}|[一二三四五六七八九十]{1,2})"
_UNTIL = re.compile("截[至止到]?$|至$|到$")


def spoken(text: str, found: tuple[Quantity, ...]) -> list[tuple[int, str]]:
    """Every word of time in a sentence with its place; 截至 belongs to the date behind it."""
    words = [(match.start(), match.group()) for match in _SPOKEN.finditer(text) if not _COMPARED.search(text, 0, match.start())]
    for item in found:
        if item.kind == "date" and text[item.start - 1 : item.start] != "每" and not _COMPARED.search(text, 0, item.start):
            until = _UNTIL.search(text, max(0, item.start - 2), item.start)
            start = until.start() if until else item.start
            words = [(at, word) for at, word in words if not start <= at < item.end]
            words.append((start, text[start : item.end]))
    return _joined(sorted(words))


def _joined(words: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """2014年 and 年初 behind it are one word of time."""
    joined: list[tuple[int, str]] = []
    for place, word in words:
        if joined and joined[-1][0] + len(joined[-1][1]) == place:
            joined[-1] = (joined[-1][0], joined[-1][1] + word)
        else:
            joined.append((place, word))
    return joined


def governing(words: list[tuple[int, str]], at: int, inherited: str) -> str:
    """The words of time that govern a place: the last ones before it, else those of the section."""
    return next((word for place, word in reversed(words) if place <= at), inherited)


def code(words: str, frame: str) -> str:
    """The period as a code (2014, 2014H1, 2014-05) where its year is known from the words or from the frame around them; else empty."""
    year = _year(words) or _year(frame)
    if not year:
        return ""
    try:
        period = _period(words, year, frame)
    except ValueError:
        return ""
    return period.code


def _year(words: str) -> int:
    match = re.search(r"(?<!\d)((?:19|20)\d\d)(?!\d)|([二一][零〇○九][一二三四五六七八九零〇○]{2})(?=年)", words)
    if not match:
        return 0
    return int(match[1] or quantities.value_of(match[2]))


def _period(words: str, year: int, frame: str) -> Period:
    if re.search("[本当上]月|[本上]季|本期|同期|累计|期末", words):
        return _of_return(words, year, frame)
    if re.search("[去上明来]年", words):
        return Period.year(year + (1 if re.search("[明来]年", words) else 0 if _year(words) else -1))
    if "半年" in words:
        return Period.months(year, 7 if "下半年" in words else 1, 6)
    quarter = re.search(r"([一二三四1-4])季度", words)
    if quarter:
        return Period.months(year, int(quantities.value_of(quarter[1])) * 3 - 2, 3)
    return _of_months(words, year, frame)


def _of_months(words: str, year: int, frame: str) -> Period:
    days = re.search(r"(\d{1,2})月(\d{1,2})日[至到–—~-](\d{1,2})月(\d{1,2})日", words)
    if days:
        month, day, last_month, last_day = map(int, days.groups())
        return Period(date(year, month, day), date(year, last_month, last_day) + timedelta(days=1))
    written = re.search(r"\d{4}[-./](\d{1,2})(?:[-./](\d{1,2}))?", words)
    if written:
        return Period.around(date(year, int(written[1]), int(written[2] or 1)), "day" if written[2] else "month")
    months = re.search(rf"{_MONTH}(?:月份?)?(?:[-–—~∼至到]{_MONTH})?月", words)
    if months:
        return _months(words, year, int(quantities.value_of(months[1])), int(quantities.value_of(months[2])) if months[2] else 0)
    return Period.year(year) if words == frame or not _year(frame) or _year(words) else _inner(frame, year)


def _of_return(words: str, year: int, frame: str) -> Period:
    """The columns of a return: 本月, 本年累计 and 上年同期 are counted from the period that the return is made for."""
    made_for = _period(frame, year, frame)
    if re.search("上[月季]", words):
        day = made_for.start - timedelta(days=1)
        return Period.months(day.year, day.month - made_for.length + 1, made_for.length)
    period = made_for.to_date() if "累计" in words else made_for
    return period.last_year() if re.search("[上去]年", words) else period


def _inner(frame: str, year: int) -> Period:
    """今年, 全年 and festivals inside a half-year's paper stay inside it."""
    return Period.months(year, 7 if "下半年" in frame else 1, 6) if "半年" in frame else Period.year(year)


def _months(words: str, year: int, first: int, last: int) -> Period:
    if last:
        return Period.months(year, first, last - first + 1)
    if re.match("截", words):
        return Period.months(year, 1, first)
    day = re.search(r"月份?(\d{1,2})[日号]", words)
    if day:
        return Period.around(date(year, first, int(day[1])), "day")
    return Period.months(year, first, 1)
