"""How many of the faults in invented sentences are found, and how many that are found are faults: on the half that the rules were
written with, and on the half that was not looked at before its score was first taken."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from unionhall.shell.reading import faults, figures
from unionhall.shell.reading.text import read_text

MARK = re.compile(r"⟦(\w+)\|([^⟧]*)⟧")
FULL_WIDTH = str.maketrans(",;:!?()", "\uff0c\uff1b\uff1a\uff01\uff1f\uff08\uff09")
# What the first score on the unseen half allows; it may only rise. Recall and precision of each kind.
FLOOR = {
    "blank": (0.97, 0.97),
    "placeholder_year": (0.97, 0.97),
    "contradiction": (0.8, 0.97),
    "wrong_word": (0.85, 0.97),
    "truncated": (0.8, 0.8),
    "boilerplate": (0.97, 0.7),
    "privacy": (0.97, 0.97),
    "repeated": (0.97, 0.97),
}


class Case(NamedTuple):
    text: str
    faults: tuple[tuple[str, int, int], ...]
    unseen: bool


def cases() -> Iterator[Case]:
    for raw in Path(__file__).with_name("faults_cases.txt").read_text("utf-8").splitlines():
        line = raw.replace("⏎", "\n")
        if not line or line.startswith("#"):
            continue
        text, marked, at = "", [], 0
        for match in MARK.finditer(line):
            text += line[at : match.start()]
            marked.append((match[1], len(text), len(text) + len(match[2])))
            text += match[2]
            at = match.end()
        yield Case(text + line[at:], tuple(marked), hashlib.sha256(line.encode()).digest()[0] % 2 == 0)


def score(unseen: bool, full_width: bool) -> dict[str, tuple[float, float]]:
    hits, wanted, found = Counter[str](), Counter[str](), Counter[str]()
    for case in cases():
        if case.unseen is not unseen:
            continue
        reading = read_text(case.text.translate(FULL_WIDTH) if full_width else case.text)
        open_ones = faults.find(reading, figures.find(reading))
        found.update(fault.kind for fault in open_ones)
        wanted.update(kind for kind, _, _ in case.faults)
        for kind, start, end in case.faults:
            met = next((one for one in open_ones if one.kind == kind and one.start < end and start < one.end), None)
            if met:
                open_ones.remove(met)
                hits[kind] += 1
    return {kind: (hits[kind] / max(1, wanted[kind]), hits[kind] / max(1, found[kind])) for kind in wanted}


@pytest.mark.parametrize("full_width", [False, True], ids=["half-width marks", "full-width marks"])
@pytest.mark.parametrize("unseen", [False, True], ids=["seen", "unseen"])
def test_the_faults_of_invented_sentences_are_found_and_little_else(unseen: bool, full_width: bool) -> None:
    reached = score(unseen, full_width)
    short = {kind: reached[kind] for kind in reached if reached[kind][0] < FLOOR[kind][0] or reached[kind][1] < FLOOR[kind][1]}
    assert not short
