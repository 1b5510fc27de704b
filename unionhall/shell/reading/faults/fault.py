"""What a fault is: its place, its kind, how grave it is, why it is one, and what to write instead where that is known."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["blank", "placeholder_year", "contradiction", "wrong_word", "truncated", "boilerplate", "privacy", "repeated"]
Severity = Literal["hard", "soft", "minor"]


@dataclass(frozen=True)
class Fault:
    """``start`` and ``end`` are offsets of the original text, and ``text`` is what stands between them.

    ``hard``: must be mended before the paper leaves; ``soft``: somebody has to look; ``minor``: a matter of style.
    """

    start: int
    end: int
    text: str
    kind: Kind
    severity: Severity
    note: str
    suggestion: str = ""


@dataclass(frozen=True)
class Found:
    """A fault at offsets of the clean text, as the finders report it."""

    start: int
    end: int
    kind: Kind
    note: str
    suggestion: str = ""
    severity: Severity = "hard"
