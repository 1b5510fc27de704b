"""How many of the faults in invented sentences are found, and how many that are found are faults: on the half that the rules were
written with and the half that was looked at last, on a stranger's lines, and on those of each mechanism."""

import pytest

from tests.reading.sample import Line, fault_lines, score_of

# What each set reaches; it may only rise. Recall and precision of each kind.
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
STRANGERS = dict.fromkeys(FLOOR, (0.97, 0.97))
MECHANISMS = dict.fromkeys(FLOOR, (0.95, 0.97)) | {"wrong_word": (0.85, 0.97), "privacy": (0.9, 0.97)}
SETS = {
    "made with": (lambda: [line for line in fault_lines() if not line.unseen], FLOOR),
    "looked at last": (lambda: [line for line in fault_lines() if line.unseen], FLOOR),
    "strangers": (lambda: fault_lines("strangers.txt"), STRANGERS),
    "mechanisms": (lambda: fault_lines("mechanisms.txt"), MECHANISMS),
}


@pytest.mark.parametrize("full_width", [False, True], ids=["as written", "full-width marks"])
@pytest.mark.parametrize("name", SETS)
def test_the_faults_of_invented_sentences_are_found_and_little_else(name: str, full_width: bool) -> None:
    lines, floor = SETS[name]
    score = score_of(lines(), full_width=full_width)
    reached = {kind: (score.recall(kind), score.precision(kind)) for kind in score.wanted}
    short = {kind: reached[kind] for kind in reached if reached[kind][0] < floor[kind][0] or reached[kind][1] < floor[kind][1]}
    told = [line.text[mark.start : mark.end] for line, mark in score.missed if mark.kind in short]
    assert not short, told + [f"false: {fault.text}" for _, fault in score.false]


@pytest.mark.parametrize(
    "line",
    [line for name in ("strangers.txt", "mechanisms.txt") for line in fault_lines(name) if not line.faults],
    ids=lambda line: line.text[:16],
)
def test_a_line_without_a_fault_has_none(line: Line) -> None:
    assert not score_of([line]).false


def test_a_fault_that_is_missed_or_invented_would_be_counted() -> None:
    missed = score_of([Line("今年慰问职工32人。", (fault_lines()[0].faults[0],), unseen=False)])
    assert missed.missed
    assert score_of([Line("今年慰问职工×人。", (), unseen=False)]).false
