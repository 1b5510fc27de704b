"""Parts against their whole, and later stages against earlier ones: neither can be more."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache
from itertools import pairwise

from unionhall.shell.reading.faults.dictionary import rows
from unionhall.shell.reading.faults.fault import Found
from unionhall.shell.reading.faults.told import CARRIED, PERSONS, Told, between, contradicts, plain, same_unit
from unionhall.shell.reading.figures import Figure


@cache
def _listed() -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(row) for row in rows("stages.txt"))


def find(figures: Sequence[Figure], sentences: Sequence[list[Told]]) -> Iterator[Found]:
    """Parts that are more than what they are a part of."""
    groups: dict[int, list[Figure]] = defaultdict(list)
    for figure in figures:
        if figure.parent is not None and figure.table is None:
            groups[figure.parent].append(figure)
    for place, parts in groups.items():
        whole = figures[place]
        same = [part for part in parts if same_unit(part.unit, whole.unit)]
        if same and not whole.approx and "净" not in whole.measure:
            yield from _parts_of(whole, same)
    for told in sentences:
        yield from _among(told)
        yield from _extremes(told)
        yield from _stages([one for one in told if not one.figure.rank])


def _parts_of(whole: Figure, parts: list[Figure]) -> Iterator[Found]:
    total, limit = sum((part.value for part in parts), Decimal(0)), whole.value_max or whole.value
    largest = max(parts, key=lambda part: part.value)
    if largest.value > limit:
        yield between(whole, parts[-1], f"其中 {plain(largest.value)} 多于总数 {plain(whole.value)}")
    elif total > limit and _exclude(parts):
        yield between(whole, parts[-1], f"其中各项合计 {plain(total)}，多于总数 {plain(whole.value)}")


def _exclude(parts: list[Figure]) -> bool:
    """Money is spent once and meetings are held once; a person may be a woman and a party member at the same time."""
    if parts[0].unit not in PERSONS:
        return True
    prizes = {part.rank for part in parts}
    if "" not in prizes and len(prizes) == len(parts):
        return True
    return len(parts) == 2 and {part.measure.strip()[:1] for part in parts} == {"男", "女"}


_AMONG = re.compile("^[^,。;]{0,12}[中里](?:,?(?:共|已|就|先后|只)?有?|,[^,。;\\d]{2,10}的)$")
_OF_THEM = re.compile("^[^,。;]{2,8},有$")


def _among(told: list[Told]) -> Iterator[Found]:
    """960名会员中有1015人."""
    for whole, part in pairwise(told):
        fits = whole.exact and same_unit(whole.figure.unit, part.figure.unit) and part.figure.unit not in ("%", "人次")
        among = _AMONG.match(part.before) or (_OF_THEM.match(part.before) and part.figure.text.endswith("人"))
        if fits and among and part.value > whole.value:
            yield contradicts(whole, part, f"{plain(whole.value)} 之中不会有 {plain(part.value)}")


_MOST, _LEAST = (re.compile(f"最(?:{words})[^,。;\\d]{{0,4}}$") for words in ("大|高|多|长|年长|远", "小|低|少|短|年轻|近"))


def _extremes(told: list[Told]) -> Iterator[Found]:
    """最大的42岁, 最小的45岁; 平均38岁, 最年轻的41岁."""
    for one in told:
        for other in told:
            same = one is not other and one.figure.unit == other.figure.unit and one.exact and other.exact
            above = _MOST.search(one.before) or ("平均" in one.before and _LEAST.search(other.before))
            below = _LEAST.search(other.before) or ("平均" in other.before and _MOST.search(one.before))
            if same and above and below and one.value < other.value:
                yield contradicts(one, other, f"{plain(one.value)} 小于 {plain(other.value)}，最大的不会小于最小的")


def _stages(told: list[Told]) -> Iterator[Found]:
    if any(CARRIED.search(one.before + one.after) for one in told):
        return
    for earlier, later in _listed():
        whole: Told | None = None
        parts: list[Told] = []
        for one in told:
            if re.search(earlier, one.near):
                whole, parts = one, []
            elif whole and one.figure.parent is None and same_unit(one.figure.unit, whole.figure.unit) and re.search(later, one.near):
                parts.append(one)
        if whole and whole.exact and parts and (largest := max(part.value for part in parts)) > whole.value:
            yield contradicts(whole, parts[-1], f"后一步的 {plain(largest)} 多于前一步的 {plain(whole.value)}")
