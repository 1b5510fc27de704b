"""The figures of the reader's own test set: invented sentences, half of them looked at last, a stranger's, and those of each mechanism."""

import pytest

from tests.reading.sample import Case, Score, cases, halves
from unionhall.shell.reading.report import read

SETS = {
    "made with": lambda: halves()[0],
    "looked at last": lambda: halves()[1],
    "strangers": lambda: cases("strangers.tsv"),
    "mechanisms": lambda: cases("mechanisms.tsv"),
}


@pytest.mark.parametrize("name", SETS)
def test_the_own_test_set_is_read(name: str) -> None:
    score = Score()
    wrong = [f"{case.text} {said}" for case in SETS[name]() for said in score.add(case.figures, read(case.text)["figures"])]
    told = f"F1 {score.f1:.3f}, unit {score.unit}/{score.hit}, modality {score.modality}/{score.hit}\n" + "\n".join(wrong)
    assert score.f1 >= 0.93, told
    assert score.unit >= 0.97 * score.hit, told
    assert score.modality >= 0.92 * score.hit, told


def test_the_halves_share_no_sentence() -> None:
    made, unseen = halves()
    assert not {case.text for case in made} & {case.text for case in unseen}
    assert len(made) + len(unseen) == len(cases())


def test_a_figure_that_is_missed_or_invented_would_be_counted() -> None:
    score = Score()
    said = score.add(
        cases()[0].figures, [{"value": 7, "value_max": None, "unit": "人", "modality": "done", "approx": False, "text": "7人"}]
    )
    assert score.hit == 0
    assert any(line.startswith("missed") for line in said)
    assert any(line.startswith("false") for line in said)


NONE = [case for name in ("sentences.tsv", "strangers.tsv", "mechanisms.tsv") for case in cases(name) if not case.figures]


@pytest.mark.parametrize("case", NONE, ids=lambda case: case.text[:12])
def test_numbers_that_count_nothing_are_left_alone(case: Case) -> None:
    assert read(case.text)["figures"] == []
