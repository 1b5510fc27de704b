"""How long something took against the days between which it took place; how often a year against how often it is done."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from unionhall.base import quantities
from unionhall.shell.reading.faults.fault import Found
from unionhall.shell.reading.faults.told import Told, contradicts, plain
from unionhall.shell.reading.text import Document, Reading

_N = "[一二两三四五六七八九十]{1,3}|\\d{1,3}"
_DAYS = re.compile(
    "(?:(?P<year>\\d{4})年)?(?P<month>\\d{1,2})月(?P<day>\\d{1,2})日(?:[^。;\\n\\d]{0,24}?[至到—~-][^。;\\n\\d]{0,4}?"
    "|[^。;,\\n\\d]{0,10}(?:启动|开始|开班|开幕|开赛|开营|拉开|举办)[^。;\\n\\d]{0,12}[,、](?:于)?(?=[^。;]{4,9}(?:结束|收官|闭幕|结业|落幕|闭营|决出)))"
    "(?:(?:\\d{4})年)?(?:(?P<last_month>\\d{1,2})月)?(?P<last>\\d{1,2})日"
)
_MONTHS = re.compile(f"(?<![\\d年])(?P<first>{_N})月(?:份)?(?:[至到—~-])(?P<last>{_N})月(?!\\d)")
_YEARS = re.compile("(?P<first>(?:19|20)\\d\\d)年?[至到—~-](?P<last>(?:19|20)\\d\\d)年")
_TOOK = re.compile(
    f"(?:为期|历时|持续(?:了)?|时间为|为时|前后共?|共计?|连续|用)(?:了)?(?P<number>{_N})(?:个)?(?P<unit>天|日|周|星期|月|年)(?![一二三四五六日底份初末度])"
)
_A_YEAR = {"年": 1, "半年": 2, "季": 4, "2月": 6, "月": 12}
_IN_ALL = re.compile("全年(?:共|累计|共计|总共)[一-鿿]{0,4}$")


def find(reading: Reading, document: Document) -> Iterator[Found]:
    """Lengths of time of a paper that do not fit its dates, sentence by sentence."""
    for sentence in document.sentences:
        said = reading.say(sentence)
        took = _TOOK.search(said)
        between = took and _between(said, took)
        if took and between and not _fits(took, *between[:2]):
            start, end = min(between[2].start(), took.start()), max(between[2].end(), took.end())
            note = f"起止之间是 {between[0] + 1} {between[1]}，写的是“{took.group()}”"
            yield Found(sentence.start + start, sentence.start + end, "contradiction", note, "核对起止日期")


def _between(said: str, took: "re.Match[str]") -> tuple[int, str, "re.Match[str]"] | None:
    """From the first to the last day, month or year, in the unit of the length: how far apart, and where that is said."""
    if took["unit"] in ("天", "日", "周", "星期"):
        days = _DAYS.search(said)
        return (apart, "天", days) if days and (apart := _days(days)) is not None else None
    pattern = _MONTHS if took["unit"] == "月" else _YEARS
    match = pattern.search(said)
    if not match:
        return None
    apart = int(quantities.value_of(match["last"]) - quantities.value_of(match["first"]))
    return (apart, f"个{took['unit']}" if took["unit"] == "月" else "年", match) if apart > 0 else None


def _days(match: "re.Match[str]") -> int | None:
    year, month = int(match["year"] or 2001), int(match["month"])
    try:
        first, last = date(year, month, int(match["day"])), date(year, int(match["last_month"] or month), int(match["last"]))
    except ValueError:
        return None
    return (last - first).days if last > first else None


def _fits(took: "re.Match[str]", apart: int, unit: str) -> bool:
    number = int(quantities.value_of(took["number"]))
    if took["unit"] in ("周", "星期"):
        return abs(apart + 1 - 7 * number) <= 2
    if unit == "天" and apart in (5, 6) and number == 5:
        return True
    if unit == "天" and apart > 6:
        # Only working days may have been counted.
        weeks, rest = divmod(apart + 1, 7)
        if 5 * weeks + max(0, rest - 2) <= number <= 5 * weeks + min(5, rest):
            return True
    return number in (apart, apart + 1)


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
