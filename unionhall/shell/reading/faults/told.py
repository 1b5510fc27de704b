"""What a paper tells, figure by figure with the words around it: what the checks of arithmetic look at."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from unionhall.shell.reading.faults.fault import Found, Severity
from unionhall.shell.reading.figures import Figure
from unionhall.shell.reading.text import Reading

PERSONS = ("人", "人次")
# What was brought forward, or goes beyond what was planned: then a part may be more than what is named before it.
CARRIED = re.compile("上年|历年|累计|往年|结转|滚存|以前年度|超额|去年")
_PLACES = ("名次", "等奖", "等功", "星级")
_MOST = 6  # figures of a sentence that are tried in sums; more than that are a table in words
_MARK = re.compile("[,。;:!?()、]")


@dataclass(frozen=True)
class Told:
    """A figure with the words between the one before and it, those behind it up to the next mark, and its clause up to it."""

    figure: Figure
    before: str
    after: str
    clause: str

    @property
    def value(self) -> Decimal:
        return self.figure.value

    @property
    def near(self) -> str:
        """What is said right before and right behind it."""
        return self.before + self.after[:10]

    @property
    def exact(self) -> bool:
        """Whether the number is meant as it stands."""
        return not self.figure.approx and self.figure.value_max is None


def sentences(reading: Reading, figures: Sequence[Figure]) -> list[list[Told]]:
    """The figures of running text by their sentence, without ranks, terms and what is not printed."""
    grouped: dict[int, list[Figure]] = defaultdict(list)
    for figure in figures:
        if not figure.ordinal and not figure.derived and figure.table is None and figure.unit not in _PLACES:
            grouped[figure.sentence.start].append(figure)
    return [list(_told(reading, group)) for group in grouped.values()]


def _told(reading: Reading, group: list[Figure]) -> Iterator[Told]:
    text, end = reading.clean.text, group[0].sentence.start
    for at, figure in enumerate(group):
        begin, stop = figure.clean
        following = group[at + 1].clean[0] if at + 1 < len(group) else figure.sentence.end
        clause = re.split("[,。;:!?()]", text[figure.sentence.start : begin])[-1]
        yield Told(figure, text[min(end, begin) : begin], _MARK.split(text[stop : max(stop, following)])[0], clause)
        end = max(end, stop)


def same_unit(one: str, other: str) -> bool:
    return one == other or {one, other} <= set(PERSONS)


def contradicts(first: Told, last: Told, note: str, severity: Severity = "hard") -> Found:
    """A contradiction between two figures and whatever stands between them."""
    return between(first.figure, last.figure, note, severity)


def between(first: Figure, last: Figure, note: str, severity: Severity = "hard") -> Found:
    """The same for bare figures."""
    start, end = min(first.clean[0], last.clean[0]), max(first.clean[1], last.clean[1])
    return Found(start, end, "contradiction", note, "核对原始记录后改正", severity)


def plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def rounded(actual: Decimal, told: Told) -> bool:
    """Whether a share as printed may be the actual one, rounded or cut off."""
    return abs(actual - told.value) <= told.figure.step


def sums(values: Iterable[Decimal], *, signs: Sequence[int] = (0, 1)) -> set[Decimal]:
    """Everything that some of a few values add up to; with the sign -1 also what is left where some are taken away."""
    few = list(values)[-_MOST:]
    return {sum((sign * value for sign, value in zip(chosen, few, strict=True)), Decimal(0)) for chosen in product(signs, repeat=len(few))}
