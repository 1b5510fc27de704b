"""Writes docs/reference/reader.md: of each kind of fault ten that the reader finds and five that it misses, from its own test set.

Run: python -m tests.reading.page
"""

import os
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unionhall.site.settings")
django.setup()

from tests.reading.sample import FaultScore, Line, Marked, fault_lines, score_of  # noqa: E402 - the reader wants the settings first
from unionhall.shell.reading.faults import Fault  # noqa: E402 - the same
from unionhall.shell.reading.marks import KINDS  # noqa: E402 - the same

PAGE = Path(__file__).parents[2] / "docs/reference/reader.md"
SETS = ("strangers.txt", "mechanisms.txt", "faults_cases.txt", "beyond.txt")
_Met = tuple[Line, Marked, Fault]
FOUND, MISSED = 10, 5
_HEAD = """<!-- 由 python -m tests.reading.page 写出，句子均为虚构，取自 tests/reading。 -->

# 文稿核对：找得到的和找不到的

每类问题列出{found}处找得到的和{missed}处找不到的；方括号里是出问题的文字，括号里是核对时的说明。
"""


def page() -> str:
    """The page as it should stand now."""
    score = score_of(line for name in SETS for line in fault_lines(name))
    parts = [_HEAD.format(found="十", missed="五"), *(_kind(kind, label, score) for kind, label in KINDS.items())]
    return "\n".join(parts)


def _kind(kind: str, label: str, score: FaultScore) -> str:
    met = [(line, mark, fault) for line, mark, fault in score.met if mark.kind == kind]
    missed = [(line, mark) for line, mark in score.missed if mark.kind == kind]
    # Those written to be missed last stand first: they are the clearest.
    found = [f"- {_quoted(line, mark)}（{fault.note}）" for line, mark, fault in _spread(met, FOUND)]
    lost = [f"- {_quoted(line, mark)}" for line, mark in list(reversed(missed))[:MISSED]]
    return "\n".join([f"## {label}（`{kind}`）", "", "找得到：", "", *found, "", "找不到：", "", *lost, ""])


def _spread(items: list[_Met], most: int) -> list[_Met]:
    """As many as are wanted, from the whole length of a list."""
    return [items[at * len(items) // most] for at in range(most)] if len(items) > most else items


def _quoted(line: Line, mark: Marked) -> str:
    text = f"{line.text[: mark.start]}【{line.text[mark.start : mark.end]}】{line.text[mark.end :]}"
    return " / ".join(part.strip() for part in text.split("\n") if part.strip()).replace("_", "\\_").replace("*", "\\*")


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
