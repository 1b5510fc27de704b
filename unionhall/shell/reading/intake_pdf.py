"""The text layer of a PDF: ruled tables become lines of cells, wide gaps become tabs, lines of a paragraph run on."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from unionhall.shell.reading.intake import UnreadablePaper, damaged, locked
from unionhall.shell.reading.intake_word import one_line

if TYPE_CHECKING:
    from pypdfium2 import PdfPage, PdfTextPage

MOST_PAGES = 500
_LEAST_ON_A_PAGE = 8  # characters; below it the page is a picture
_MOST_RULES = 20_000  # lines on a page; above it they are a drawing
# Points: how thin a rule is, how near rules meet, how far the rows of one table stand apart, how low a character may be.
_THIN, _NEAR, _APART, _LOWEST = 2.5, 2.0, 40.0, 8.0
_GAP = 1.5  # heights of a character that part two columns
_FULL, _EDGE = 2.0, 0.7  # heights of a character: how short of the right edge a full line may stop, how far from the left one begin


class Box(NamedTuple):
    left: float
    bottom: float
    right: float
    top: float

    @property
    def middle(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2


class Grid:
    """A ruled table on a page; its characters are put into their cells one by one."""

    def __init__(self, rules: Iterable[Box]) -> None:
        rules = list(rules)
        self.across = [rule for rule in rules if rule.right - rule.left > rule.top - rule.bottom]
        self.down = [rule for rule in rules if rule not in self.across]
        self.rows = _places(rule.middle[1] for rule in self.across)  # from the bottom up
        self.columns = _places(rule.middle[0] for rule in self.down)
        self.cells: dict[tuple[int, int], str] = {}

    def holds(self, x: float, y: float) -> bool:
        if len(self.rows) < 3 or not self.columns or not self.rows[0] < y < self.rows[-1]:
            return False
        return min(rule.left for rule in self.across) - _NEAR < x < max(rule.right for rule in self.across) + _NEAR

    def put(self, character: str, x: float, y: float) -> None:
        """A merged cell counts as the first of its rows and columns."""
        row = bisect_right(self.rows, y)
        before = [rule.right for rule in self.down if rule.bottom < y < rule.top and rule.left < x]
        while row < len(self.rows) - 1 and not any(self._covers(rule, row, x) for rule in self.across):
            row += 1
        place = len(self.rows) - row, bisect_right(self.columns, max(before, default=0.0) + _NEAR)
        self.cells[place] = self.cells.get(place, "") + character

    def _covers(self, rule: Box, row: int, x: float) -> bool:
        return abs(rule.middle[1] - self.rows[row]) < 2 * _NEAR and rule.left - _NEAR < x < rule.right + _NEAR

    def __str__(self) -> str:
        rows, columns = sorted({row for row, _ in self.cells}), sorted({column for _, column in self.cells})
        places = range(columns[0], columns[-1] + 1)
        return "\n".join("\t".join(one_line(self.cells.get((row, place), "").strip(" ")) for place in places) for row in rows)


@dataclass
class Line:
    """A line of a page, or a table that stands there."""

    text: str = ""
    left: float = 0.0
    right: float = 0.0
    height: float = 0.0
    table: Grid | None = None
    gap: bool = field(default=False, compare=False)

    def add(self, character: str, box: Box) -> None:
        if character == " ":
            self.gap = bool(self.text)
            return
        height = max(box.top - box.bottom, self.height, _LOWEST)
        between = ("\t" if box.left - self.right > _GAP * height else " ") if self.gap else ""
        self.left = self.left if self.text else box.left
        self.text, self.right, self.height, self.gap = self.text + between + character, box.right, height, False


def pdf_text(data: bytes, name: str) -> str:
    """The text layer of a PDF, page after page. A page without one is a scan."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise UnreadablePaper(locked(name) if "assword" in str(error) else damaged(name)) from error
    if len(document) > MOST_PAGES:
        raise UnreadablePaper(f"{name}有 {len(document)} 页，最多能读 {MOST_PAGES} 页，请只留下文书部分再传")
    pages = ["".join(_joined(list(_lines(page.get_textpage(), _grids(page))))).strip("\n") for page in document]
    if sum(len(page.strip()) for page in pages) < _LEAST_ON_A_PAGE * max(1, len(pages)):
        raise UnreadablePaper(f"{name}是扫描件或图片，没有可读的文字，请用文字识别软件转换后再传，或传 Word 原件")
    return "\n".join(pages)


def _lines(text: "PdfTextPage", grids: Sequence[Grid]) -> Iterator[Line]:
    """The lines in the order of the page; a table stands where its first character stood."""
    import pypdfium2.raw as pdfium

    line = Line()
    for at in range(text.count_chars()):
        character = chr(pdfium.FPDFText_GetUnicode(text, at))
        box = Box(*text.get_charbox(at))
        grid = next((one for one in grids if one.holds(*box.middle)), None) if character not in "\r\n" else None
        if (character in "\r\n" or grid) and line.text:
            yield line
            line = Line()
        if grid:
            if not grid.cells:
                yield Line(table=grid)
            grid.put(character, *box.middle)
        elif character not in "\r\n":
            line.add(character, box)
    yield line


def _joined(lines: Sequence[Line]) -> Iterator[str]:
    """Lines with their ends; one that is full runs on into the next where that begins at the left edge."""
    prose = [line for line in lines if line.text]
    left, right = min((line.left for line in prose), default=0.0), max((line.right for line in prose), default=0.0)
    for line, below in zip(lines, [*lines[1:], Line()], strict=True):
        full = line.right > right - _FULL * line.height and "\t" not in line.text + below.text
        yield str(line.table) if line.table else line.text
        yield "" if below.text and full and below.left < left + _EDGE * below.height else "\n"


def _grids(page: "PdfPage") -> list[Grid]:
    """The grids of thin lines on a page, from the top down."""
    import pypdfium2.raw as pdfium

    rules = [Box(*path.get_bounds()) for path in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=1)]
    thin = [rule for rule in rules if min(rule.right - rule.left, rule.top - rule.bottom) < _THIN]
    found: list[list[Box]] = []
    bottom = 0.0
    for rule in sorted(thin, key=lambda rule: -rule.top) if len(thin) <= _MOST_RULES else ():
        if not found or bottom - rule.top > _APART:
            found.append([])
            bottom = rule.bottom
        found[-1].append(rule)
        bottom = min(bottom, rule.bottom)
    return [Grid(rules) for rules in found]


def _places(values: Iterable[float]) -> list[float]:
    """Places of rules, those that lie together as one."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > 2 * _NEAR:
            found.append(value)
    return found
