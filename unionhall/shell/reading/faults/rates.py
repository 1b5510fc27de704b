"""Shares of a whole: by the name of the rate, by what follows 占, and no share above the whole."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache
from itertools import pairwise

from unionhall.shell.reading.faults.dictionary import rows
from unionhall.shell.reading.faults.fault import Found
from unionhall.shell.reading.faults.told import Told, contradicts, plain, rounded, same_unit

_RATE = re.compile("(?P<name>[一-鿿]{1,6}率)[一-鿿]{0,4}$")
_OF = re.compile("占(?:了|到)?(?P<whole>[^,。;]{0,12}?)的?$")
_OF_FIGURE = re.compile("^的$")
_SERVED = re.compile("受益|参[加与]|覆盖|惠及|服务|参训|涉及|送去")
_NEW = re.compile("新|发展|增|吸收|转入|今年")
_PAIR = 2  # numbers behind a rate that can only be what it was made of: 合格率98%, 参训120人, 合格112人
_WHOLE = re.compile("应|需|共|总|参加|发出|发放|受理|查出|立案|收到|计划|现有|登记|排查|在册|提案|候选")


@cache
def _named() -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(row) for row in rows("rates.txt"))


@cache
def _never_above() -> "re.Pattern[str]":
    """Rates of a part in its whole."""
    return re.compile("(?:" + "|".join(word for row in rows("shares.txt") for word in row) + ")率[一-鿿]{0,4}$")


def find(sentences: Sequence[list[Told]]) -> Iterator[Found]:
    """Rates that do not follow from the numbers before them in their sentence."""
    for told in sentences:
        for at, one in enumerate(told):
            if one.figure.unit != "%" or not one.exact:
                continue
            if one.value > 100 and _never_above().search(one.before):
                yield Found(*one.figure.clean, "contradiction", "比率不会超过 100%", "核对分子和分母")
                continue
            counted, pairs = _made_of(told, at)
            right = any(rounded(_share(part, whole), one) for part, whole in [*pairs, *_all(counted)]) or _of_sum(counted, one)
            if pairs and not right:
                part, whole = pairs[0]
                note = f"{plain(part.value)} ÷ {plain(whole.value)} = {_share(part, whole):.1f}%，写的是 {plain(one.value)}%"
                first, *_, last = sorted([part, whole, one], key=lambda told: told.figure.clean)
                yield contradicts(first, last, note)


def _made_of(told: list[Told], at: int) -> tuple[list[Told], list[tuple[Told, Told]]]:
    """The numbers that a rate may be made of, and the pairs that its words name; where none stand before it, those behind."""
    one, counted = told[at], _numbers(told[:at])
    if counted:
        return counted, _by_name(counted, one) or _by_stem(counted, one) or _by_share(told[:at], counted, one)
    counted = _numbers(told[at + 1 :])
    return counted, _by_name(counted, one) if len(counted) == _PAIR else []


def _numbers(told: Sequence[Told]) -> list[Told]:
    return [one for one in told if one.exact and one.figure.unit != "%" and "/" not in one.figure.unit]


def _share(part: Told, whole: Told) -> Decimal:
    return part.value * 100 / whole.value


def _all(counted: list[Told]) -> Iterator[tuple[Told, Told]]:
    """Every part with every whole that it may belong to."""
    for part in counted:
        for whole in counted:
            if part is not whole and whole.value and same_unit(part.figure.unit, whole.figure.unit):
                yield part, whole


def _of_sum(counted: list[Told], one: Told) -> bool:
    """男职工210人, 女职工140人, 女职工占40%: whether the share is one of the last numbers' in what they are together."""
    beside = [other for other in counted if same_unit(other.figure.unit, counted[-1].figure.unit)] if counted else []
    wholes = [sum((other.value for other in beside[at:]), Decimal(0)) for at in range(len(beside) - 1)]
    return any(whole and rounded(part.value * 100 / whole, one) for whole in wholes for part in beside)


def _by_name(counted: list[Told], one: Told) -> list[tuple[Told, Told]]:
    """As the list of rates says what is above and what below."""
    for name, above, below in _named():
        if not re.search(f"(?:{name})[^,。;]{{0,6}}$", one.before):
            continue
        part = next((other for other in reversed(counted) if re.search(above, other.near) and not _NEW.search(other.near)), None)
        wholes = [
            other
            for other in reversed(counted)
            if other is not part and re.search(below, other.near) and not re.search(above, other.near) and not _SERVED.search(other.before)
        ]
        return [pair for pair in _all(counted) if pair[0] is part and pair[1] in wholes[:1]]
    return []


def _by_stem(counted: list[Told], one: Told) -> list[tuple[Told, Told]]:
    """应签80家, 已签72家, 签订率: the number whose words share the rate's verb is the part, the one before it the whole."""
    rate = _RATE.search(one.before)
    if not rate:
        return []
    stem = rate["name"].removesuffix("率")[-2:]
    for at in range(len(counted) - 1, 0, -1):
        part, whole = counted[at], counted[at - 1]
        words = part.before[-12:]
        named = all(character in words for character in stem)
        done = re.search("已|实|均", words) and any(character in words for character in stem)
        fits = same_unit(part.figure.unit, whole.figure.unit) and whole.value and part.value <= whole.value
        from_whole = _WHOLE.search(whole.near) or (named and not _NEW.search(whole.near))
        if (named or done) and fits and from_whole and not _NEW.search(words):
            return [(part, whole)]
    return []


def _by_share(told: Sequence[Told], counted: list[Told], one: Told) -> list[tuple[Told, Told]]:
    """256人, 占职工总数的45%; 占职工总数680人的90%. What has a share of its own is no whole, but a part beside this one."""
    if _OF_FIGURE.match(one.before) and len(counted) > 1 and re.search("(?:占|完成|达到|为|是)[^,。;]{0,10}$", counted[-1].before):
        return [(counted[-2], counted[-1])] if same_unit(counted[-2].figure.unit, counted[-1].figure.unit) and counted[-1].value else []
    of = _OF.search(one.before)
    if not of or not counted:
        return []
    part, named = counted[-1], re.sub("总[人数量额]+|全部|全体|全[厂局县区市镇]|的", "", of["whole"])
    beside = [other for other, share in pairwise(told) if share.figure.unit == "%" and _OF.search(share.before)]
    return [
        (above, whole)
        for above, whole in _all(counted)
        if above is part
        and whole.value >= part.value
        and whole not in beside
        and (not named or named in whole.near + whole.clause)
        and ("总" not in of["whole"] or whole.figure.unit == part.figure.unit)
    ]
