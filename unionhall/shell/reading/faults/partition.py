"""Kinds that exclude one another, each with its number or share: together they are no more than the whole, and with 其他 just that."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache

from unionhall.shell.reading.faults.dictionary import lines, rows
from unionhall.shell.reading.faults.fault import Found
from unionhall.shell.reading.faults.told import Told, contradicts, plain, same_unit

_NEXT = re.compile("[,、和及与以](?:及)?[一-鿿“”()]{1,12}")
_FIRST = re.compile("(?:其中|包括|分别[是为]?|[:(])[,:]?[一-鿿“”]{1,12}$")
_OTHERS = re.compile("[,、和及与](?:其他|其它|其余)[一-鿿]{0,6}$")
_FEWEST = 3  # kinds that make a division of a whole and not two groups picked out of it
_SHARED = re.compile("占|为|的?有|的")


def find(sentences: Sequence[list[Told]]) -> Iterator[Found]:
    """Divisions of a whole in each sentence that do not add up to it."""
    for told in sentences:
        yield from _counts(told)
        yield from _shares(told)


def _counts(told: list[Told]) -> Iterator[Found]:
    """846人,其中医生261人、护士402人、医技98人、行政105人; 420人,其中机关86人、基层310人、其他14人."""
    for at, whole in enumerate(told[:-1]):
        run = _run(told, at + 1)
        if not run or not all(one.exact for one in [whole, *run]) or not same_unit(whole.figure.unit, run[0].figure.unit):
            continue
        added = sum((one.value for one in run), Decimal(0))
        complete = bool(_OTHERS.search(run[-1].before))
        exclude = len(run) >= _FEWEST and not any(_crossing().search(re.sub("^.*(?:其中|包括)", "", one.before)) for one in run)
        if (added > whole.value and (exclude or complete)) or (complete and added != whole.value):
            yield contradicts(whole, run[-1], f"各项相加为 {plain(added)}，与总数 {plain(whole.value)} 不符")


def _run(told: list[Told], first: int) -> list[Told]:
    """The kinds that are listed from a place on, each a noun with its number."""
    if not _FIRST.search(told[first].before) or told[first].figure.unit == "%":
        return []
    run = [told[first]]
    for one in told[first + 1 :]:
        if not same_unit(one.figure.unit, run[0].figure.unit) or not _NEXT.fullmatch(one.before):
            break
        run.append(one)
    return run if len(run) > 1 else []


@cache
def _crossing() -> "re.Pattern[str]":
    """What one person may be several of at once."""
    return re.compile("|".join(word for row in rows("crossing.txt") for word in row))


@cache
def _scales() -> tuple["re.Pattern[str]", ...]:
    return tuple(re.compile(f"(?:{line})[一-鿿]{{0,6}}$") for line in lines("scales.txt"))


def _shares(told: list[Told]) -> Iterator[Found]:
    """满意占72%、基本满意占21%、不满意占9%: the steps of one scale are no more than the whole."""
    shares = [one for one in told if one.figure.unit == "%" and one.exact and not one.before.endswith("率")]
    for scale in _scales():
        steps = [one for one in shares if scale.search(_SHARED.sub("", one.before)) and "率" not in one.before]
        named = {(match := scale.search(_SHARED.sub("", one.before))) and match.group() for one in steps}
        added, slack = sum((one.value for one in steps), Decimal(0)), sum((one.figure.step for one in steps), Decimal(0))
        if len(steps) > 1 and len(named) == len(steps) and added > 100 + slack / 2:
            yield contradicts(steps[0], steps[-1], f"各项占比相加为 {plain(added)}%，超过 100%")
            return
