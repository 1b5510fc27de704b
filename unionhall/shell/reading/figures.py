"""The figures that a paper claims: how much, of what, in which period, done or planned, part of what, and the ledger's metric."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from unionhall.shell.reading import lexicon, measured, modality, when
from unionhall.shell.reading.claims import Claim, Said, claims, hear
from unionhall.shell.reading.modality import Modality
from unionhall.shell.reading.text import Document, Reading, Sentence


@dataclass(frozen=True)
class Figure:
    """A claim of a paper. ``start`` and ``end`` are offsets of the original text, ``clean`` those of the clean one.

    ``measure`` is what is counted, in the paper's words; ``metric`` the name of the ledger's phrase for it, where it has one.
    ``period`` is what the text says of time, ``period_code`` the same for ``Period.parse`` where the year is known. ``parent`` is the place
    in the list of the figure of which this is a part (其中). ``derived`` marks a number that is implied, not printed.
    """

    start: int
    end: int
    text: str
    value: Decimal
    value_max: Decimal | None
    unit: str
    measure: str
    metric: str
    modality: Modality
    approx: bool
    period: str
    period_code: str
    parent: int | None
    derived: bool
    rank: str
    ordinal: bool
    document: int
    sentence: Sentence
    clean: tuple[int, int]

    def as_json(self) -> dict[str, Any]:
        """The figure as ``unionhall read --json`` prints it."""
        return {
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "value": _number(self.value),
            "value_max": None if self.value_max is None else _number(self.value_max),
            "unit": self.unit,
            "measure": self.measure,
            "metric": self.metric or None,
            "modality": self.modality,
            "approx": self.approx,
            "period": self.period,
            "period_code": self.period_code or None,
            "parent": self.parent,
            "derived": self.derived,
            "rank": self.rank or None,
            "ordinal": self.ordinal,
        }


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def find(reading: Reading) -> tuple[Figure, ...]:
    """Every figure of every paper, in the order of the text."""
    found: list[Figure] = []
    for document in reading.documents:
        known: set[tuple[str, Decimal]] = set()
        for sentence in document.sentences:
            if sentence.role in ("title", "signature"):
                continue
            for figure in _of_sentence(reading, document, sentence, found):
                # A body's term is named on every page; it is one figure.
                key = (figure.unit, figure.value)
                if figure.ordinal and key in known:
                    continue
                known.add(key)
                found.append(figure)
    return tuple(found)


def _of_sentence(reading: Reading, document: Document, sentence: Sentence, before: list[Figure]) -> Iterator[Figure]:
    section = sentence.section
    skip = len(section.number) if section and section.start <= sentence.start < section.start + 8 else 0
    words = reading.say(sentence)
    said = hear(words, skip if words.startswith(section.number if section else "") else 0)
    inherited = section.period if section else document.period
    times = when.spoken(said.text, said.found)
    last = ""
    for claim in claims(said):
        parent = _parent(said, claim, sentence, before)
        whole = before[parent] if parent is not None else next(iter(before[-1:]), None)
        meant = _meant(said, claim, document, sentence, whole)
        measure = measured.measure(said, claim, before[parent].measure if parent is not None else last)
        period = _period_of(said, claim, times, inherited)
        start, end = reading.clean.span(sentence.start + claim.start, sentence.start + claim.end)
        last = measure or last
        yield Figure(
            start=start,
            end=end,
            text=reading.original[start:end],
            value=claim.value,
            value_max=claim.upper,
            unit=claim.unit,
            measure=measure,
            metric=measured.metric(said, claim, measure, meant),
            modality=meant,
            approx=claim.approx,
            period=period,
            period_code=when.code(period, document.period),
            parent=parent,
            derived=claim.derived,
            rank=claim.rank,
            ordinal=claim.ordinal,
            document=document.number,
            sentence=sentence,
            clean=(sentence.start + claim.start, sentence.start + claim.end),
        )


def _meant(said: Said, claim: Claim, document: Document, sentence: Sentence, whole: Figure | None) -> Modality:
    """A bare noun with a number means what the figure before it meant, or that of which it is a part."""
    meant = modality.of(said, claim, planned=_planned(document, sentence))
    follows = meant == "done" and whole and whole.sentence is sentence and whole.modality == "state"
    return "state" if follows and modality.tells_nothing(said, claim) else meant


def _period_of(said: Said, claim: Claim, times: list[tuple[int, str]], inherited: str) -> str:
    if claim.rule:
        every = lexicon.EVERY.match(said.text, claim.start)
        return every.group() if every else said.text[claim.start : claim.end]
    return when.governing(times, claim.start, inherited)


def _parent(said: Said, claim: Claim, sentence: Sentence, before: list[Figure]) -> int | None:
    """The figure of which this is a part: the last one in front of 其中 that counts in the same kind of unit."""
    part = next(reversed(list(lexicon.PART.finditer(said.text, 0, claim.start))), None)
    if not part or claim.rule or claim.ordinal or lexicon.PART_ENDS.search(said.text, part.end(), claim.start):
        return None
    here = [at for at, figure in enumerate(before) if figure.sentence is sentence and figure.clean[0] < sentence.start + part.start()]
    if not here and part.start() <= 2 and before:
        here = [at for at, figure in enumerate(before) if figure.sentence is before[-1].sentence]
    wholes = [at for at in here if before[at].parent is None and _same_kind(before[at], claim)]
    return wholes[-1] if wholes else None


def _same_kind(whole: Figure, claim: Claim) -> bool:
    if whole.ordinal or (whole.value < claim.value and whole.unit != claim.unit):
        return False
    persons = ("人", "人次")
    return whole.unit == claim.unit or (whole.unit in persons and claim.unit in persons)


def _planned(document: Document, sentence: Sentence) -> bool:
    """Whether the sentence stands under a heading that plans."""
    at = sentence.start
    return any(s.start <= at < s.end and len(s.title) <= 40 and lexicon.PLAN_TITLE.search(s.title) for s in document.sections)
