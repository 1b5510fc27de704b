"""Parts against their whole, and later stages against earlier ones: neither can be more."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache

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
