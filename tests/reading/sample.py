"""The reader's own test set: invented sentences with their figures, and invented lines with their faults.

sentences.tsv and faults_cases.txt have a half to make rules with and a half that was looked at last; strangers.* and unseen.* were
written by somebody who knew neither rules nor papers, and nothing was mended on unseen.*; mechanisms.* hold every mechanism; beyond.txt
is what the reader does not find.
"""

import hashlib
import random
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from unionhall.shell.reading import faults, figures
from unionhall.shell.reading.faults import Fault
from unionhall.shell.reading.text import read_text

SEED = 20261120
_FIGURE = re.compile(r"(?P<value>[\d.]+)(?:~(?P<upper>[\d.]+))? (?P<unit>\S+) (?P<modality>done|plan|rule|state)(?P<rough> !)?")


@dataclass(frozen=True)
class Expected:
    value: float
    upper: float | None
    unit: str
    modality: str
    rough: bool


@dataclass(frozen=True)
class Case:
    text: str
    figures: tuple[Expected, ...]


def cases(name: str = "sentences.tsv") -> list[Case]:
    """Every sentence of a file of sentences."""
    return [_case(line) for line in _lines(name)]


def _lines(name: str) -> list[str]:
    lines = Path(__file__).with_name(name).read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def halves() -> tuple[list[Case], list[Case]]:
    """The half that rules were made with, and the half that was looked at last."""
    shuffled = cases()
    random.Random(SEED).shuffle(shuffled)
    middle = len(shuffled) // 2
    return shuffled[:middle], shuffled[middle:]


def _case(line: str) -> Case:
    text, _, figures = line.partition("\t")
    return Case(text, tuple(_expected(figure) for figure in figures.split("; ") if figure))


def _expected(written: str) -> Expected:
    match = _FIGURE.fullmatch(written)
    assert match, f"not a figure: {written}"
    upper = match["upper"]
    return Expected(float(match["value"]), float(upper) if upper else None, match["unit"], match["modality"], bool(match["rough"]))


@dataclass
class Score:
    """How the figures found compare with those expected; a figure is met when its value and upper bound are."""

    wanted: int = 0
    found: int = 0
    hit: int = 0
    unit: int = 0
    modality: int = 0
    rough: int = 0

    @property
    def f1(self) -> float:
        return 2 * self.hit / max(1, self.wanted + self.found)

    def add(self, wanted: tuple[Expected, ...], found: list[dict[str, Any]]) -> list[str]:
        """Count one sentence; returns what is wrong with it, for people."""
        self.wanted, self.found = self.wanted + len(wanted), self.found + len(found)
        left, wrong = list(found), []
        for want in wanted:
            met = next((figure for figure in left if (figure["value"], figure["value_max"]) == (want.value, want.upper)), None)
            if not met:
                wrong.append(f"missed {want.value:g} {want.unit}")
                continue
            left.remove(met)
            self.hit += 1
            self.unit += met["unit"] == want.unit
            self.modality += met["modality"] == want.modality
            self.rough += met["approx"] == want.rough
            if (met["unit"], met["modality"], met["approx"]) != (want.unit, want.modality, want.rough):
                wrong.append(
                    f"{want.value:g} {want.unit} {want.modality} {want.rough} read as {met['unit']} {met['modality']} {met['approx']}"
                )
        return wrong + [f"false {figure['text']} {figure['value']} {figure['unit']}" for figure in left]


_MARK = re.compile(r"⟦(\w+)\|([^⟧]*)⟧")
FULL_WIDTH = str.maketrans(",;:!?()", "\uff0c\uff1b\uff1a\uff01\uff1f\uff08\uff09")


class Marked(NamedTuple):
    """A passage with the kind of its fault; offsets of the line's text."""

    kind: str
    start: int
    end: int


class Line(NamedTuple):
    """A paper of a line or two; ``unseen`` is the half that was not looked at before its score was first taken."""

    text: str
    faults: tuple[Marked, ...]
    unseen: bool


def fault_lines(name: str = "faults_cases.txt") -> list[Line]:
    """Every line of a file of faults: ⟦kind|passage⟧ marks one, ⏎ is a line break."""
    return [_line(raw.replace("⏎", "\n")) for raw in _lines(name)]


def _line(raw: str) -> Line:
    text, marked, at = "", [], 0
    for match in _MARK.finditer(raw):
        text += raw[at : match.start()]
        marked.append(Marked(match[1], len(text), len(text) + len(match[2])))
        text += match[2]
        at = match.end()
    return Line(text + raw[at:], tuple(marked), hashlib.sha256(raw.encode()).digest()[0] % 2 == 0)


@dataclass
class FaultScore:
    """How the faults found compare with those marked: one is met when kind and place meet."""

    wanted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    hits: Counter[str] = field(default_factory=Counter)
    met: list[tuple[Line, Marked, Fault]] = field(default_factory=list)
    missed: list[tuple[Line, Marked]] = field(default_factory=list)
    false: list[tuple[Line, Fault]] = field(default_factory=list)

    def add(self, line: Line, *, full_width: bool = False) -> None:
        """Read a line, with the marks of print instead of a keyboard's where asked for, and count."""
        reading = read_text(line.text.translate(FULL_WIDTH) if full_width else line.text)
        left = list(faults.find(reading, figures.find(reading)))
        self.found.update(fault.kind for fault in left)
        self.wanted.update(mark.kind for mark in line.faults)
        for mark in line.faults:
            hit = next((one for one in left if one.kind == mark.kind and one.start < mark.end and mark.start < one.end), None)
            if hit:
                left.remove(hit)
                self.hits[mark.kind] += 1
                self.met.append((line, mark, hit))
            else:
                self.missed.append((line, mark))
        self.false += [(line, fault) for fault in left]

    def recall(self, kind: str) -> float:
        return self.hits[kind] / max(1, self.wanted[kind])

    def precision(self, kind: str) -> float:
        return self.hits[kind] / max(1, self.found[kind])


def score_of(lines: Iterable[Line], *, full_width: bool = False) -> FaultScore:
    score = FaultScore()
    for line in lines:
        score.add(line, full_width=full_width)
    return score
