"""A paper's text without the noise of its layout, with a map back to the text as it came, and the parts found in it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from unionhall.shell.reading.headings import Table

Noise = Literal["page_number", "chunk_number", "pinyin", "running_heading", "line_break"]
Role = Literal["title", "heading", "body", "item", "signature", "caption", "cell"]


@dataclass(frozen=True)
class Removed:
    """A piece of layout taken out; ``start`` and ``end`` are offsets of the original text."""

    start: int
    end: int
    why: Noise


@dataclass(frozen=True)
class Clean:
    """``text`` in simplified characters; digits, letters and punctuation with an ASCII twin are half-width.

    ``origin[i]`` is where character i stood in the original, which is where to look at the punctuation as it was printed.
    """

    text: str
    origin: tuple[int, ...]
    removed: tuple[Removed, ...] = ()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets of the original for offsets of ``text``; an empty span stays empty."""
        if start >= end:
            at = self.origin[start] if start < len(self.origin) else (self.origin[-1] + 1 if self.origin else 0)
            return at, at
        return self.origin[start], self.origin[end - 1] + 1


@dataclass(frozen=True)
class Section:
    """A numbered part; ``start`` and ``end`` are offsets of the clean text. ``period``: what its heading says of time, or inherits."""

    level: int
    number: str
    title: str
    start: int
    end: int
    period: str = ""


@dataclass(frozen=True)
class Sentence:
    """``start`` and ``end`` are offsets of the clean text; ``section`` is the innermost one."""

    start: int
    end: int
    section: Section | None
    role: Role


@dataclass(frozen=True)
class Document:
    """One of the papers in a file; ``start`` and ``end`` are offsets of the original text."""

    number: int
    title: str
    start: int
    end: int
    union_work: bool
    sections: tuple[Section, ...]
    sentences: tuple[Sentence, ...]
    period: str = ""


@dataclass(frozen=True)
class Reading:
    """A text as it was read. Web-page residue before, between and behind the papers belongs to no document."""

    original: str
    clean: Clean
    documents: tuple[Document, ...]
    tables: "tuple[Table, ...]" = ()

    def say(self, sentence: Sentence) -> str:
        """The words of a sentence, clean."""
        return self.clean.text[sentence.start : sentence.end]


def read_text(text: str) -> Reading:
    """Clean a text and find its papers, sections and sentences. Never raises; an empty text has no documents."""
    from unionhall.shell.reading import headings, noise, structure, tables  # they build the classes above

    clean = noise.cleaned(text)
    found = headings.tables(tables.find(clean.text, "".join(text[at] for at in clean.origin)))
    return Reading(text, clean, structure.documents(clean, found), found)
