"""How long something took against the days between which it took place; how often a year against how often it is done."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from unionhall.base import quantities
from unionhall.shell.reading.faults import dates
from unionhall.shell.reading.faults.fault import Found
from unionhall.shell.reading.faults.told import Told, contradicts, plain
from unionhall.shell.reading.text import Document, Reading

_MONTHS = re.compile(f"(?<![\\d年一二三四五六七八九十])(?P<first>{dates.NUMBER})月(?:份)?(?:[至到—~-])(?P<last>{dates.NUMBER})月(?!\\d)")
_YEARS = re.compile("(?P<first>(?:19|20)\\d\\d)年?[至到—~-](?P<last>(?:19|20)\\d\\d)年")
_TOOK = re.compile(
    f"(?:为期|历时|持续(?:了)?|时间为|为时|前后共?|共计?|连续|用)(?:了)?(?P<number>{dates.NUMBER})(?:个)?(?P<unit>天|日|周|星期|月|年)(?![一二三四五六日底份初末度])"
)
_ABOUT_A_MONTH = 20  # days by which months may be told too roundly
_A_YEAR = {"年": 1, "半年": 2, "季": 4, "2月": 6, "月": 12}
_IN_ALL = re.compile("全年(?:共|累计|共计|总共)[一-鿿]{0,4}$")


def find(reading: Reading, document: Document) -> Iterator[Found]:
    """Lengths of time of a paper that do not fit its dates, sentence by sentence."""
    for sentence in document.sentences:
        said = reading.say(sentence)
        took = _TOOK.search(said)
        between = took and _between(said, took)
        if took and between and not _fits(took, between):
            start, end = min(between.start, took.start()), max(between.end, took.end())
            note = f"起止之间是 {between.apart + 1} {between.unit}，写的是“{took.group()}”"
            yield Found(sentence.start + start, sentence.start + end, "contradiction", note, "核对起止日期")


class Between(NamedTuple):
    """How far apart the first and the last day, month or year are, in which unit, and where that is said."""

    apart: int
    unit: str
    start: int
    end: int


def _between(said: str, took: "re.Match[str]") -> Between | None:
    """In the unit of the length, as far as the dates tell it."""
    days = dates.span(said) if took["unit"] != "年" else None
    if days:
        return Between(days.apart, "天", days.first.start, days.last.end) if days.apart > 0 else None
    match = {"月": _MONTHS, "年": _YEARS}[took["unit"]].search(said) if took["unit"] in "月年" else None
    if not match:
        return None
    apart = int(quantities.value_of(match["last"]) - quantities.value_of(match["first"]))
    return Between(apart, f"个{took['unit']}" if took["unit"] == "月" else "年", *match.span()) if apart > 0 else None


def _fits(took: "re.Match[str]", between: Between) -> bool:
    number, apart = int(quantities.value_of(took["number"])), between.apart
    if between.unit != "天":
        return number in (apart, apart + 1)
    if took["unit"] in ("周", "星期", "月"):
        # Nobody counts weeks and months to the day.
        each, slack = (7, 2) if took["unit"] != "月" else (30, _ABOUT_A_MONTH)
        return abs(apart + 1 - each * number) <= slack
    if apart in (5, 6) and number == 5:
        return True
    # Only working days may have been counted.
    weeks, rest = divmod(apart + 1, 7)
    worked = apart > 6 and 5 * weeks + max(0, rest - 2) <= number <= 5 * weeks + min(5, rest)
    return worked or number in (apart, apart + 1)


def often(sentences: Sequence[list[Told]]) -> Iterator[Found]:
    """每月召开一次, 全年共召开14次."""
    for told in sentences:
        for rule, one in pairwise(told):
            unit, _, span = rule.figure.unit.partition("/")
            if rule.figure.modality != "rule" or span not in _A_YEAR or one.figure.unit != unit or not _IN_ALL.search(one.before):
                continue
            wanted = rule.value * _A_YEAR[span]
            if rule.exact and one.exact and one.value != wanted and not one.after:
                yield contradicts(rule, one, f"按“{rule.figure.text}”全年应为 {plain(wanted)}，写的是 {plain(one.value)}", "soft")
