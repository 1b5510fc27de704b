"""The figures that a paper claims: how much, of what, in which period, done or planned, part of what, and the ledger's metric."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from unionhall.shell.reading import cells, lexicon, measured, modality, when
from unionhall.shell.reading.cells import Counted
from unionhall.shell.reading.claims import Claim, Said, claims, hear
from unionhall.shell.reading.headings import Table
from unionhall.shell.reading.modality import Modality
from unionhall.shell.reading.tables import Cell
from unionhall.shell.reading.text import Document, Reading, Section, Sentence


@dataclass(frozen=True)
class Figure:
    """A claim of a paper. ``start`` and ``end`` are offsets of the original text, ``clean`` those of the clean one.

    ``measure`` is what is counted, in the paper's words; ``metric`` the name of the ledger's phrase for it, where it has one.
    ``period`` is what the text says of time, ``period_code`` the same for ``Period.parse`` where the year is known. ``parent`` is the place
    in the list of the figure of which this is a part (其中). ``derived`` marks a number that is implied, not printed. ``step`` is the
    smallest difference that the writing shows: 100 for 1.23万元. ``table`` is the place of the table in which a figure stands; ``whose``
    and ``of`` are as in ``cells.Counted``.
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
    step: Decimal
    document: int
    sentence: Sentence
    clean: tuple[int, int]
    table: int | None = None
    whose: str = ""
    of: str = ""

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
            "step": _number(self.step),
        }


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def find(reading: Reading) -> tuple[Figure, ...]:
    """Every figure of every paper, in the order of the text."""
    found: list[Figure] = []
    for document in reading.documents:
        paper = _Paper(reading, document, found)
        waiting = [(place, table) for place, table in enumerate(reading.tables) if _within(reading, document, table)]
        for sentence in document.sentences:
            if sentence.role == "cell":
                if waiting and sentence.start >= waiting[0][1].start:
                    paper.tabulate(*waiting.pop(0), sentence.section)
            elif sentence.role not in ("title", "signature", "caption"):
                paper.read(sentence)
    return tuple(found)


def _within(reading: Reading, document: Document, table: Table) -> bool:
    start, end = reading.clean.span(table.start, table.end)
    return document.start <= start and end <= document.end


class _Paper:
    """One paper being read: its figures are added to ``found``, those of its present and its last sentence are kept in mind."""

    def __init__(self, reading: Reading, document: Document, found: list[Figure]) -> None:
        self.reading, self.document, self.found = reading, document, found
        self.plans = [(one.start, one.end) for one in document.sections if len(one.title) <= 40 and lexicon.PLAN_TITLE.search(one.title)]
        self.terms: set[tuple[str, Decimal]] = set()
        self.last = self.first = len(found)

    def read(self, sentence: Sentence) -> None:
        words = self.reading.say(sentence)
        number = sentence.section.number if sentence.section else ""
        said = hear(words, len(number) if words.startswith(number) else 0)
        times = when.spoken(said.text, said.found)
        if self.first < len(self.found):
            self.last, self.first = self.first, len(self.found)
        for claim in claims(said):
            # A body's term is named on every page; it is one figure.
            if not claim.ordinal or (claim.unit, claim.value) not in self.terms:
                self.found.append(self._figure(said, claim, sentence, times))
            if claim.ordinal:
                self.terms.add((claim.unit, claim.value))

    def tabulate(self, place: int, table: Table, section: Section | None) -> None:
        """Read a table: its numbers, and the passages in its cells."""
        read = cells.counted(table, section.period if section else self.document.period)
        places: list[int] = []
        pieces: list[Counted | Cell] = [*read, *cells.passages(table)]
        for piece in sorted(pieces, key=lambda piece: piece.start):
            if isinstance(piece, Counted):
                places.append(len(self.found))
                whole = None if piece.whole is None else places[piece.whole]
                self.found.append(self._tabulated(place, piece, section, whole))
            else:
                self.read(Sentence(piece.start, piece.end, section, "cell"))

    def _tabulated(self, place: int, counted: Counted, section: Section | None, whole: int | None) -> Figure:
        cell, quantity = counted.cell, counted.quantity
        start, end = self.reading.clean.span(cell.start, cell.end)
        assert quantity.value is not None
        return Figure(
            start=start,
            end=end,
            text=self.reading.original[start:end],
            value=quantity.value,
            value_max=quantity.upper,
            unit=quantity.unit,
            measure=counted.measure,
            metric=counted.metric,
            modality=counted.modality,
            approx=quantity.approx,
            period=counted.period,
            period_code=when.code(counted.period, counted.frame),
            parent=whole,
            derived=False,
            rank="",
            ordinal=False,
            step=quantity.step,
            document=self.document.number,
            sentence=Sentence(cell.start, cell.end, section, "cell"),
            clean=(cell.start, cell.end),
            table=place,
            whose=counted.whose,
            of=counted.of,
        )

    def _figure(self, said: Said, claim: Claim, sentence: Sentence, times: list[tuple[int, str]]) -> Figure:
        parent = self._parent(said, claim, sentence)
        before = self.found[-1] if len(self.found) > self.first else None
        whole = before if parent is None else self.found[parent]
        meant = self._meant(said, claim, sentence, whole)
        beside = before and said.clause(claim.start)[0] <= before.clean[0] - sentence.start
        measure = measured.measure(said, claim, before.measure if before and beside else whole.measure if whole else "")
        period = _period_of(said, claim, times, sentence.section.period if sentence.section else self.document.period)
        clean = sentence.start + claim.start, sentence.start + claim.end
        start, end = self.reading.clean.span(*clean)
        return Figure(
            start=start,
            end=end,
            text=self.reading.original[start:end],
            value=claim.value,
            value_max=claim.upper,
            unit=claim.unit,
            measure=measure,
            metric=measured.metric(said, claim, measure, meant, "" if parent is None else self.found[parent].metric),
            modality=meant,
            approx=claim.approx,
            period=period,
            period_code=when.code(period, self.document.period),
            parent=parent,
            derived=claim.derived,
            rank=claim.rank,
            ordinal=claim.ordinal,
            step=claim.step,
            document=self.document.number,
            sentence=sentence,
            clean=clean,
        )

    def _parent(self, said: Said, claim: Claim, sentence: Sentence) -> int | None:
        """The figure of which this is a part: the last one in front of 其中 that counts in the same kind of unit."""
        part = next(reversed(list(lexicon.PART.finditer(said.text, 0, claim.start))), None)
        if not part or claim.rule or claim.ordinal or lexicon.PART_ENDS.search(said.text, part.end(), claim.start):
            return None
        wholes = [at for at in range(self.first, len(self.found)) if self.found[at].clean[0] < sentence.start + part.start()]
        if not wholes and part.start() <= 2:
            wholes = list(range(self.last, self.first))
        fitting = [at for at in wholes if self.found[at].parent is None and _same_kind(self.found[at], claim)]
        return fitting[-1] if fitting else None

    def _meant(self, said: Said, claim: Claim, sentence: Sentence, whole: Figure | None) -> Modality:
        """A bare noun with a number means what the figure before it meant, or that of which it is a part."""
        meant = modality.of(said, claim, planned=any(start <= sentence.start < end for start, end in self.plans))
        follows = whole is not None and whole.sentence is sentence and whole.modality == "state" and whole.unit != "%" and not whole.ordinal
        stands = follows or lexicon.AT_A_DAY.search(said.text, 0, claim.start)
        return "state" if meant == "done" and stands and "/" not in claim.unit and modality.tells_nothing(said, claim) else meant


def _same_kind(whole: Figure, claim: Claim) -> bool:
    if whole.ordinal or (whole.value < claim.value and whole.unit != claim.unit):
        return False
    persons = ("人", "人次")
    return whole.unit == claim.unit or (whole.unit in persons and claim.unit in persons)


def _period_of(said: Said, claim: Claim, times: list[tuple[int, str]], inherited: str) -> str:
    if claim.rule:
        every = lexicon.EVERY.match(said.text, claim.start)
        return every.group() if every else said.text[claim.start : claim.end]
    return when.governing(times, claim.start, inherited)
