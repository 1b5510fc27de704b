"""The tables in a text: lines that fall into cells, parted by tabs or by gaps, and stand together."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from unionhall.base.quantities import Quantity, in_cell

Row = tuple["Cell", ...]

_TAB, _GAP, _SPACE = "tab", "gap", "space"
_BETWEEN = {_TAB: re.compile(r"\t"), _GAP: re.compile(r"[ \u3000\xa0]{2,}"), _SPACE: re.compile(r"[ \u3000\xa0]+")}
_LONGEST_CELL = {_TAB: 120, _GAP: 40, _SPACE: 30}
_LEAST_CELLS = {_TAB: 2, _GAP: 2, _SPACE: 3}
_BLANKS = " \u3000\xa0"
_MAYBE = re.compile(r"\t|  |\S \S+ \d")
_SENTENCE = re.compile("[。;!?]")
_MARKER = re.compile(
    r"(?:第?[一二三四五六七八九十]{1,3}[、章节]|[(][一二三四五六七八九十\d]{1,3}[)]|\d{1,2}[、.)]|[一二三四五六七八九十]是)"
)
_NOTE = re.compile(r"(?:注|说明|备注|附注)[:\s\d]")
_CONTENTS = re.compile(r"目\s*[录次]\s*$")
_LONGEST_CAPTION, _CAPTION_LINES = 60, 5
_UNIT_LINE = re.compile(r"[(][^()]{1,8}[)]")  # below a heading
_LONGEST_GROUP, _GROUP_LINES = 40, 2
_EVEN = 0.7  # of the lines parted by single blanks that have equally many cells


@dataclass(frozen=True)
class Cell:
    """Offsets of the clean text without the blanks around it; ``indent`` counts those before. An empty cell has no extent."""

    start: int
    end: int
    text: str
    indent: int = 0

    @property
    def quantity(self) -> Quantity | None:
        """The number that the cell holds and nothing else."""
        return _quantity(self.text)


@dataclass(frozen=True)
class Block:
    """Lines of cells, all equally many, with the caption above them. ``goes_on`` says that another block stands right before it."""

    rows: tuple[Row, ...]
    caption: str
    goes_on: bool = False

    @property
    def span(self) -> tuple[int, int]:
        """From the first to the last cell that is not empty."""
        return next(cell.start for cell in self.rows[0] if cell.text), max(cell.end for cell in self.rows[-1] if cell.text)


@cache
def _quantity(text: str) -> Quantity | None:
    return in_cell(text)


def find(text: str, raw: str) -> tuple[Block, ...]:
    """Every table of a clean text; ``raw`` is the same text with the blanks as they were printed, character by character."""
    found: list[Block] = []
    at = 0
    for lines, style in _lines(text, raw):
        rows = _squared(_aligned(text, lines) if style == _GAP else lines)
        above = text[at : rows[0][0].start]
        if _CONTENTS.search(above[-_LONGEST_CAPTION:]):
            continue
        found.append(Block(rows, _caption(above), bool(found) and not above.strip()))
        at = found[-1].span[1]
    return tuple(found)


def extents(text: str, raw: str) -> list[tuple[int, int]]:
    """Where tables stand in a text that is not yet clean, as whole lines."""
    spans = ((lines[0][0].start, max(cell.end for cell in lines[-1])) for lines, _ in _lines(text, raw))
    return [(text.rfind("\n", 0, start) + 1, end) for start, end in spans]


def parted(line: str) -> list[tuple[int, int]]:
    """Where the cells of a line stand, by whatever parts them."""
    between = next((gap for kind, gap in _BETWEEN.items() if kind != _SPACE and gap.search(line)), _BETWEEN[_SPACE])
    cuts = [0, *(edge for gap in between.finditer(line) for edge in gap.span()), len(line)]
    return list(zip(cuts[::2], cuts[1::2], strict=True))


# -- lines and cells -----------------------------------------------------------------------------------------------------------------


def _lines(text: str, raw: str) -> Iterator[tuple[list[Row], str]]:
    """The lines of cells that stand together, with what parts their cells; between gaps a short line heads the lines below it."""
    if not _MAYBE.search(raw):
        return
    rows: list[Row] = []
    waiting: list[Row] = []
    style = ""
    for line in re.finditer(r"[^\n]*(?:\n|$)", text):
        row, kind = _row(text, raw, (line.start(), line.end()), style)
        heads = style != _TAB or (bool(row) and _UNIT_LINE.fullmatch(row[0].text))
        if row and not kind and rows and heads and len(waiting) < _GROUP_LINES:
            waiting.append(row)
        elif kind and kind == style:
            rows += [*waiting, row]
            waiting = []
        else:
            if _is_table(rows, style):
                yield rows, style
            rows, waiting, style = [row] if kind else [], [], kind
    if _is_table(rows, style):
        yield rows, style


def _row(text: str, raw: str, line: tuple[int, int], style: str) -> tuple[Row, str]:
    """The cells of a line and what parts them; a short line of one cell has no kind, and a line of prose is no row at all."""
    start, end = line[0], line[1] - text.endswith("\n", *line)
    first = start + len(raw[start:end]) - len(raw[start:end].lstrip(_BLANKS))
    last = start + len(raw[start:end].rstrip(_BLANKS))
    if not text[start:end].strip():
        return (), ""
    for kind in (_TAB,) if "\t" in raw[first:last] else (_SPACE, _GAP) if style == _SPACE else (_GAP, _SPACE):
        cells = tuple(_cells(text, raw, (start if kind == _TAB else first, last), kind))
        full = [cell for cell in cells if cell.text]
        if len(full) >= (1 if kind == style == _TAB else _LEAST_CELLS[kind]):
            return ((), "") if _is_prose(full, kind) else (cells, kind)
    short = last - first <= _LONGEST_GROUP and not _SENTENCE.search(text, first, last)
    return ((Cell(first, last, text[first:last].strip()),), "") if short else ((), "")


def _is_prose(full: Sequence[Cell], kind: str) -> bool:
    """A long passage, a sentence, a heading behind its number."""
    if any(len(cell.text) > _LONGEST_CELL[kind] for cell in full):
        return True
    marks = any(_SENTENCE.search(cell.text) or (kind == _SPACE and "," in cell.text and not cell.quantity) for cell in full)
    return (kind != _TAB and marks) or (len(full) == 2 and bool(_MARKER.fullmatch(full[0].text)) and not full[1].quantity)


def _cells(text: str, raw: str, line: tuple[int, int], kind: str) -> Iterator[Cell]:
    at, end = line
    for gap in (*_BETWEEN[kind].finditer(raw, at, end), None):
        stop = gap.start() if gap else end
        said = text[at:stop].strip()
        lead = len(text[at:stop]) - len(text[at:stop].lstrip()) if said else 0
        yield Cell(at + lead, at + lead + len(said), said, lead)
        at = gap.end() if gap else end


def _is_table(rows: Sequence[Row], style: str) -> bool:
    """Whether lines make a table: several of them with numbers or, parted by tabs, three by three of words."""
    full = [row for row in ([cell for cell in row if cell.text] for row in rows) if len(row) > 1]
    numbers = sum(any(cell.quantity for cell in row) for row in full)
    if len(full) < 2:
        return False
    if style == _TAB:
        return numbers > 0 or (len(full) > 2 and max(map(len, full)) > 2)
    even = Counter(map(len, full)).most_common(1)[0][1] / len(full)
    return numbers >= max(1, len(full) - 2) and (style == _GAP or (len(full) > 2 and even >= _EVEN))


def _aligned(text: str, rows: Sequence[Row]) -> list[Row]:
    """Rows that lack cells, each cell below the column of the fullest row that it stands nearest to."""
    widest = max(rows, key=len)
    middles = [_middle(text, cell) for cell in widest]
    made: list[Row] = []
    for row in rows:
        places: dict[int, Cell] = {}
        for cell in row if 1 < len(row) < len(widest) else ():
            free = range(max(places, default=-1) + 1, len(widest))
            if free:
                places[min(free, key=lambda place: abs(middles[place] - _middle(text, cell)))] = cell
        made.append(tuple(places.get(place, Cell(row[0].start, row[0].start, "")) for place in range(len(widest))) if places else row)
    return made


def _middle(text: str, cell: Cell) -> float:
    """Where the middle of a cell is printed, in widths of a digit from the left edge."""
    line = text.rfind("\n", 0, cell.start) + 1
    before, own = (sum(1 + (char >= "\u2e80") for char in text[start:end]) for start, end in ((line, cell.start), (cell.start, cell.end)))
    return before + own / 2


def _squared(rows: Sequence[Row]) -> tuple[Row, ...]:
    width = max(map(len, rows))
    return tuple((*row, *(Cell(row[-1].end, row[-1].end, "") for _ in range(width - len(row)))) for row in rows)


def _caption(above: str) -> str:
    """The short lines right above a table: its title, the period, the unit."""
    taken: list[str] = []
    for line in reversed(above.rstrip("\n").split("\n")):
        said = line.strip()
        if _NOTE.match(said):
            continue
        if len(taken) == _CAPTION_LINES or len(said) > _LONGEST_CAPTION or said.endswith(("。", ";")):
            break
        taken += [said] if said else []
    return "\n".join(reversed(taken))
