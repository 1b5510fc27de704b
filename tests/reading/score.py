"""The reader's score on its own test set, half by half, and on real papers where their folder is given: a report, never a pass mark.

Run: python -m tests.reading.score [FOLDER]
FOLDER holds papers (*.txt) with expected.json and score.py.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unionhall.site.settings")
django.setup()

from tests.reading.sample import Case, Line, Score, cases, fault_lines, halves, score_of  # noqa: E402 - the reader wants the settings first
from unionhall.shell.reading.report import read  # noqa: E402 - the same


def main() -> None:
    """Print one line of figures and one of each kind of fault for every set, then the papers."""
    made, last = halves()
    seen, unseen = ([line for line in fault_lines() if line.unseen is half] for half in (False, True))
    _set("own, made with", made, seen)
    _set("own, looked at last", last, unseen)
    _set("strangers", cases("strangers.tsv"), fault_lines("strangers.txt"))
    _set("unseen", cases("unseen.tsv"), fault_lines("unseen.txt"))
    _set("mechanisms", cases("mechanisms.tsv"), fault_lines("mechanisms.txt"))
    if len(sys.argv) > 1 and sys.argv[1]:
        _papers(Path(sys.argv[1]))


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _set(name: str, sentences: Iterable[Case], lines: Iterable[Line]) -> None:
    figures = Score()
    for case in sentences:
        figures.add(case.figures, read(case.text)["figures"])
    hit = max(1, figures.hit)
    say(
        f"== {name}: figures F1 {figures.f1:.3f}  unit {figures.unit / hit:.3f}  modality {figures.modality / hit:.3f}  of {figures.wanted}"
    )
    score = score_of(lines)
    for kind in sorted(score.wanted | score.found):
        say(f"  {kind:17} R {score.hits[kind]}/{score.wanted[kind]}  P {score.hits[kind]}/{score.found[kind]}")


def _papers(folder: Path) -> None:
    """Read the papers and let their own score.py judge."""
    with tempfile.TemporaryDirectory() as place:
        outputs = []
        for paper in sorted(folder.glob("*.txt")):
            outputs.append(Path(place) / f"{paper.stem}.json")
            outputs[-1].write_text(json.dumps(read(paper.read_text("utf-8"), paper.name), ensure_ascii=False), "utf-8")
        say("== papers")
        subprocess.run([sys.executable, folder / "score.py", folder, *outputs], check=False)


if __name__ == "__main__":
    main()
