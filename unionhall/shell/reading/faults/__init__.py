"""What is wrong with a paper: blanks, contradictions, wrong words, passages cut off, boilerplate, private data, repetitions."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from unionhall.shell.reading.faults import (
    blanks,
    bodies,
    boilerplate,
    contradictions,
    cuts,
    gaps,
    grammar,
    idioms,
    privacy,
    punctuation,
    repeated,
    tables,
    terms,
    usage,
    words,
)
from unionhall.shell.reading.faults.fault import Fault, Found, Kind, Severity
from unionhall.shell.reading.figures import Figure
from unionhall.shell.reading.text import Reading

_OF_PROSE = ("truncated", "boilerplate", "repeated")
_A_SENTENCE = 15  # characters
_BETWEEN_WORDS = re.compile("[一-鿿]{2}")

__all__ = ["Fault", "Kind", "Severity", "find"]


def find(reading: Reading, figures: Sequence[Figure], others: Mapping[str, str] | None = None) -> list[Fault]:
    """All faults of a file in the order of its text; one kind never marks the same characters twice.

    ``others`` are further papers of the house, by name: a passage that stands there as well is a repetition too.
    """
    text = reading.clean.text
    cut = words.tokens(text)
    found: list[Found] = [
        *blanks.find(text),
        *gaps.find(text),
        *contradictions.find(reading, figures),
        *tables.find(reading, figures),
        *usage.find(text),
        *terms.find(text, cut),
        *idioms.find(text, cut),
        *words.find(text, cut),
        *grammar.find(text, cut),
        *punctuation.find(text),
        *cuts.find(reading),
        *boilerplate.find(text),
        *bodies.find(reading),
        *privacy.find(text),
        *repeated.find(reading),
        *repeated.shared(reading, others or {}),
    ]
    faults = [_fault(reading, one) for one in found if not _in_a_row(reading, one) and not _told(found, one)] + list(_of_layout(reading))
    return sorted(_apart(faults), key=lambda fault: (fault.start, fault.end, fault.kind))


def _in_a_row(reading: Reading, found: Found) -> bool:
    """What is a fault of prose alone: a row of a table has no full stop, says the same as the row above, and is no sentence."""
    return found.kind in _OF_PROSE and any(table.start <= found.start < table.end for table in reading.tables)


def _told(found: Sequence[Found], one: Found) -> bool:
    """Whether a blank lies in a passage that a model left behind: the passage goes, and the blank with it."""
    return one.kind == "blank" and any(other.kind == "boilerplate" and other.start <= one.start and one.end <= other.end for other in found)


def _fault(reading: Reading, found: Found) -> Fault:
    start, end = reading.clean.span(found.start, found.end)
    return Fault(start, end, reading.original[start:end], found.kind, found.severity, found.note, found.suggestion)


def _of_layout(reading: Reading) -> Iterator[Fault]:
    """What the cleaning took out of the middle of sentences stands in the paper all the same."""
    original = reading.original
    for start, end in cuts.at_seams(reading):
        yield Fault(start, end, original[start:end], "truncated", "hard", "标题混进了句子，句子被断开", "删去混入的标题，接上断开的句子")
    for piece in reading.clean.removed:
        text = original[piece.start : piece.end].strip()
        if piece.why == "running_heading" and len(text) >= _A_SENTENCE and text.endswith("。") and original[piece.start - 1] == "\n":
            yield Fault(piece.start, piece.end, original[piece.start : piece.end], "repeated", "soft", "与前文重复", "删去一处")
        around = original[piece.start - 1 : piece.start] + original[piece.end : piece.end + 1]
        if piece.why == "page_number" and _BETWEEN_WORDS.fullmatch(around):
            start, end = max(0, piece.start - 2), min(len(original), piece.end + 2)
            number = original[piece.start : piece.end]
            yield Fault(start, end, original[start:end], "wrong_word", "hard", f"页码“{number}”混进了句子", "删去页码")


def _apart(faults: Iterable[Fault]) -> list[Fault]:
    """Without those that lie, even in part, on an earlier one of their kind; contradictions may share their figures."""
    kept: list[Fault] = []
    for fault in faults:
        clash = any(one.kind == fault.kind and one.start < fault.end and fault.start < one.end for one in kept)
        if not clash or fault.kind == "contradiction":
            kept.append(fault)
    seams = [one for one in kept if one.kind == "truncated"]
    # Where a heading was printed inside a sentence its words stand twice: that is one fault.
    return [one for one in kept if not one.note.endswith("”重复") or not any(cut.start < one.end and one.start < cut.end for cut in seams)]
