"""The reader's own test set: invented sentences with their figures, in a half to make rules with and a half to look at last."""

import random
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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


def cases() -> list[Case]:
    """Every sentence of sentences.tsv."""
    lines = (Path(__file__).parent / "sentences.tsv").read_text("utf-8").splitlines()
    return [_case(line) for line in lines if line and not line.startswith("#")]


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
