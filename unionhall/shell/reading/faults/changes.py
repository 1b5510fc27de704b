"""What is said to have grown or shrunk, against both values; what was done against what was planned."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from unionhall.shell.reading.faults.fault import Found
from unionhall.shell.reading.faults.told import Told, contradicts, plain, rounded, same_unit

_LAST_YEAR = re.compile(
    "(?:去年|上年|前年|上一?年度|上年同期|去年同期|同期|上届|上期|上半年|上季度|上月|原来|原先|最初|年初)[^,。;\\d]{0,14}$"
)
_THAN = re.compile("(?:比|较)[^,。;\\d]{1,12}的$")
_FROM = re.compile("(?:由|从|自)(?:(?:19|20)\\d\\d年的?)?[^,。;\\d]{0,14}$")
_TO = re.compile(
    "(?P<up>增加|上升|提高|增长|发展|扩大|增|升)[到至为了]|(?P<down>减少|下降|降低|压缩|缩减|降|减)[到至为]|(?:变为|调整为|变成|[到至])$"
)
_UP, _DOWN = "增长|增加|上升|提高|增|多|升", "减少|下降|降低|降|减|少"
_BY = re.compile(
    f"(?:(?P<up>{_UP})|(?P<down>{_DOWN}))(?:(?<=[多少])(?![到至为])[一-鿿]{{1,3}}|(?<=[增减])[收支产员])?(?:了|幅度?[为达]?|率[为达]?)?(?:[为达])?$"
)
_NEW_ONES = re.compile(",(?:净)?新增[^,。;\\d]{0,8}$")  # right behind 由5个增加到12个
_TIMES = re.compile("(?:是|为|达到?|相当于)[^,。;\\d]{0,10}(?:去年|上年|同期|原来|计划|上届|前年)[^,。;\\d]{0,6}$")
_TIMES_OF = re.compile("(?:是|为|达到?|相当于)[^,。;\\d]{0,6}(?:去年|上年|同期|原来|计划|上届|前年)[^,。;]{0,12}的$")
_SPANS = ("", "天", "月", "年")  # in all, or for each span of time
_BEYOND = re.compile("(?:超额(?:完成)?|超过?计划|超出(?:计划)?|多完成|超)(?:了)?$")
_OF_THE_PLAN = re.compile("完成(?:了)?(?:年度|全年|原)?(?:计划|目标|任务)[数量]?的?$|完成率[为达]?到?$|(?:计划|任务|目标)完成率[为达]?$")
_PLANNED = re.compile("(?:计划|目标|任务|指标)[^,。;\\d]{0,14}$")
_DONE = re.compile("(?:实际|完成|实有|已)[^,。;\\d]{0,12}$")


class Pair(NamedTuple):
    """A value and what it became."""

    base: Told
    current: Told


def find(sentences: Sequence[list[Told]]) -> Iterator[Found]:
    """Changes that do not fit the values they speak of, in a sentence and the one before it."""
    before: list[Told] = []
    for told in sentences:
        yield from _changes(before, told)
        yield from _plans(told)
        before = told


def _changes(before: list[Told], told: list[Told]) -> Iterator[Found]:
    for at, one in enumerate(told):
        claimed = _claimed(one)
        if not claimed or not one.exact:
            continue
        pairs = _pairs([*told[:at], *told[at + 1 :]], one)
        if not pairs and _compares(one) and not any(_FROM.search(other.before) for other in told[:at]):
            pairs = _pairs(_of_one_paper([*before, *told[:at]], one), one)
        if pairs and not any(_holds(pair, one, claimed) for pair in pairs):
            pair = pairs[-1]
            note = f"由 {plain(pair.base.value)} 到 {plain(pair.current.value)}，{_actual(pair, one)}，写的是“{claimed}{one.figure.text}”"
            yield contradicts(min(pair, key=lambda told: told.figure.clean), one, note)


def _of_one_paper(told: list[Told], one: Told) -> list[Told]:
    return [other for other in told if other.figure.document == one.figure.document]


def _claimed(one: Told) -> str:
    """The word of change in front of a figure; empty where it tells of none."""
    if one.figure.unit == "倍" and (_TIMES.search(one.before) or (one.before == "的" and _TIMES_OF.search(one.clause))):
        return "是"
    by = _BY.search(one.before) or _NEW_ONES.match(one.before)
    return by.group().rstrip("了") if by and one.before[: by.start()][-1:] != "新" else ""


def _compares(one: Told) -> bool:
    return one.figure.unit in ("%", "倍") or "百分点" in one.figure.unit or bool(re.search("比|较|同比|去年|上年", one.clause))


def _unit(one: Told) -> str:
    """What is counted, be it in all or in each day."""
    return one.figure.unit.partition("/")[0]


def _pairs(told: list[Told], one: Told) -> list[Pair]:
    """Values of one kind of which the one is said to be the earlier and the other the later."""
    values = [other for other in told if other.exact and not _claimed(other) and other.figure.unit.partition("/")[2] in _SPANS]
    if one.figure.unit not in ("%", "倍") and "百分点" not in one.figure.unit:
        values = [other for other in values if same_unit(_unit(other), _unit(one))]
    if "百分点" in one.figure.unit:
        values = [other for other in values if other.figure.unit == "%"]
    found = []
    for at, base in enumerate(values):
        if not (_LAST_YEAR.search(base.before) or _THAN.search(base.before) or _FROM.search(base.before)) or not base.value:
            continue
        others = [other for other in values if other is not base and same_unit(_unit(other), _unit(base))]
        after = [other for other in values[at + 1 :] if other in others and not _LAST_YEAR.search(other.before)]
        if _FROM.search(base.before):
            after = [other for other in after if _TO.search(other.before)]
            found += [Pair(base, other) for other in after[:1]]
            continue
        ahead = [other for other in values[:at] if other in others and not _LAST_YEAR.search(other.before)]
        found += [Pair(base, other) for other in (after[:1] or ahead[-1:])]
    return found


def _holds(pair: Pair, one: Told, claimed: str) -> bool:
    base, current = pair.base.value, pair.current.value
    rises, falls = re.match(_UP, claimed), re.match(_DOWN, claimed)
    if (rises and current < base) or (falls and current > base):
        return False
    if one.figure.unit == "倍":
        times = current / base if current >= base or not current else base / current
        return any(
            abs(ratio - one.value) < one.figure.step / 2 or ratio == one.value
            for ratio in ((times, times - 1) if claimed != "是" else (times,))
        )
    if one.figure.unit == "%" and pair.base.figure.unit != "%":
        return rounded(abs(current - base) * 100 / base, one)
    return abs(abs(current - base) - one.value) < max(one.figure.step, pair.base.figure.step, pair.current.figure.step)


def _actual(pair: Pair, one: Told) -> str:
    base, current = pair.base.value, pair.current.value
    word = "增加" if current >= base else "减少"
    if one.figure.unit == "倍":
        return f"是 {current / base:.1f} 倍"
    if one.figure.unit == "%" and pair.base.figure.unit != "%":
        return f"{word} {abs(current - base) * 100 / base:.1f}%"
    return f"{word} {plain(abs(current - base))}"


def _plans(told: list[Told]) -> Iterator[Found]:
    """计划12次, 实际15次, 超额完成3次; 完成计划的125%."""
    for at, one in enumerate(told):
        beyond, share = _BEYOND.search(one.before), one.figure.unit == "%" and _OF_THE_PLAN.search(one.before)
        if not one.exact or not (beyond or share):
            continue
        earlier = [other for other in told[:at] if other.exact and other.figure.unit != "%"]
        plan = next((other for other in earlier if _PLANNED.search(other.before)), None)
        done = next((other for other in reversed(earlier) if _DONE.search(other.before) and other is not plan), None)
        if not plan or not done or not same_unit(plan.figure.unit, done.figure.unit) or not plan.value:
            continue
        actual = done.value * 100 / plan.value if one.figure.unit == "%" else done.value - plan.value
        if one.figure.unit == "%":
            fits = rounded(actual, one) or (beyond and rounded(actual - 100, one))
        else:
            fits = not same_unit(one.figure.unit, plan.figure.unit) or actual == one.value
        if not fits:
            unit = "%" if one.figure.unit == "%" else ""
            yield contradicts(
                plan, one, f"计划 {plain(plan.value)}、完成 {plain(done.value)}，应为 {actual:.4g}{unit}，写的是 {one.figure.text}"
            )
