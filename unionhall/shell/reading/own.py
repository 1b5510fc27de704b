"""The house's own paper passes through the reader before it leaves: what the checks of its figures cannot see."""

from collections.abc import Iterator
from dataclasses import dataclass

from unionhall.kernel.papers.checks import Fault, by_hand, check, readers
from unionhall.kernel.papers.compose import draft_of
from unionhall.kernel.papers.content import Content, Paragraph
from unionhall.kernel.papers.draft import Draft
from unionhall.kernel.papers.freeze import content_of
from unionhall.kernel.papers.models import Paper
from unionhall.shell.documents.layout import numbered
from unionhall.shell.reading import faults, figures, neighbours
from unionhall.shell.reading.marks import KINDS
from unionhall.shell.reading.text import read_text


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
    return Standing(draft, content, list(by_hand(draft)) if paper.content else check(content, draft))


def text_of(content: Content) -> str:
    """A paper as somebody reads it, without its tables."""
    blocks = [number + block.text for number, block in numbered(content.body) if isinstance(block, Paragraph)]
    return "\n".join([content.title, *blocks, content.signature, content.dated])


def _read(content: Content) -> Iterator[Fault]:
    """What is surely wrong keeps a paper in the house; of the rest, whoever signs is reminded."""
    reading = read_text(text_of(content))
    for found in faults.find(reading, neighbours.named(reading, figures.find(reading))):
        hard = found.severity == "hard"
        error = found.kind in ("blank", "placeholder_year") or (found.kind == "privacy" and hard)
        if error or found.kind == "privacy" or (found.kind == "contradiction" and hard):
            yield Fault("error" if error else "notice", f"{KINDS[found.kind]}（{found.note}）：{found.text}")


readers.append(_read)  # of every check from here on, and so of freezing
