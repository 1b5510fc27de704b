"""The house's own paper passes through the reader before it leaves: what its structural checks cannot see."""

from collections.abc import Iterator
from dataclasses import dataclass

from unionhall.kernel.papers import checks
from unionhall.kernel.papers.checks import Fault
from unionhall.kernel.papers.compose import draft_of
from unionhall.kernel.papers.content import Content, Paragraph
from unionhall.kernel.papers.draft import Draft
from unionhall.kernel.papers.freeze import content_of
from unionhall.kernel.papers.models import Paper
from unionhall.shell.documents.layout import numbered
from unionhall.shell.reading import faults, figures, neighbours
from unionhall.shell.reading.faults import fault as reader
from unionhall.shell.reading.marks import KINDS
from unionhall.shell.reading.text import read_text

# What is surely wrong keeps a paper in the house; of the rest, whoever signs is reminded.
ERRORS = ("blank", "placeholder_year")
REMINDERS = ("contradiction", "privacy")


@dataclass(frozen=True)
class Standing:
    """A paper as it stands: its figures, what it says, and what is to be mended in it."""

    draft: Draft
    content: Content
    faults: list[Fault]

    @property
    def errors(self) -> list[Fault]:
        """What keeps it in the house."""
        return [fault for fault in self.faults if fault.level == "error"]


def standing(paper: Paper) -> Standing:
    """The paper with all its faults; a frozen one was checked, and is told what in it was written by hand."""
    draft = draft_of(paper)
    content = content_of(paper, draft)
    return Standing(draft, content, list(checks.by_hand(draft)) if paper.content else check(content, draft))


def check(content: Content, draft: Draft) -> list[Fault]:
    """All faults of a paper, errors first: those of its structure, and those that a reader finds in its words."""
    known = checks.check(content, draft)
    new = [fault for quoted, fault in _read(content) if not any(quoted in one.text for one in known)]
    return sorted(dict.fromkeys([*known, *new]), key=lambda fault: fault.level != "error")


def text_of(content: Content) -> str:
    """A paper as somebody reads it, without its tables."""
    blocks = [number + block.text for number, block in numbered(content.body) if isinstance(block, Paragraph)]
    return "\n".join([content.title, *blocks, content.signature, content.dated])


def _read(content: Content) -> Iterator[tuple[str, Fault]]:
    """The words that are wrong, and what is wrong with them."""
    reading = read_text(text_of(content))
    for found in faults.find(reading, neighbours.named(reading, figures.find(reading))):
        if found.kind in ERRORS or (found.kind in REMINDERS and _counts(found)):
            yield found.text, Fault("error" if found.kind in ERRORS else "notice", f"{KINDS[found.kind]}（{found.note}）：{found.text}")


def _counts(found: reader.Fault) -> bool:
    """Contradictions count where arithmetic says so; personal data always."""
    return found.kind == "privacy" or found.severity == "hard"
