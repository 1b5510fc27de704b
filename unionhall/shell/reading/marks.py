"""A paper with its figures and faults marked in it, numbered, and the list of them; what it says of persons is masked in the list."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Literal

from markupsafe import Markup

from unionhall.kernel.ledger.metrics import phrases
from unionhall.shell.reading.tables import parted
from unionhall.shell.reading.text import Reading

Tone = Literal["ok", "no", "na", "fault"]
# The four verdicts on a place of the text, as people read them.
TONES: dict[Tone, str] = {"ok": "一致", "no": "不一致", "na": "无法核对", "fault": "文字问题"}
KINDS = {
    "blank": "空缺",
    "placeholder_year": "年份未填",
    "contradiction": "前后矛盾",
    "wrong_word": "错字病句",
    "truncated": "断句串行",
    "boilerplate": "空话套话",
    "privacy": "个人信息",
    "repeated": "重复",
}
LEDGER = "这是逐条登记的台账，不是文稿，只核对了合计。"
FEW = "背后的人太少，只给能看记录的人看"
_FORMS = {"difference": "比上年的差数", "growth": "比上年的增幅", "records": "依据记录的条数"}  # what was compared, where not the value
_LONGEST, _HEADLINE = 40, 14  # characters of a passage that the list quotes, and of one that stands for its fault
_TAGS = {
    "title": Markup("<h2>{}</h2>"),
    "heading": Markup("<h3>{}</h3>"),
    "signature": Markup('<p class="sign">{}</p>'),
    "caption": Markup('<p class="cap">{}</p>'),
    "": Markup("<p>{}</p>"),
}
_DIGITS = frozenset("0123456789,.%-—/－ ")
_LONG_CELL = 12  # characters
Outline = Sequence[tuple[int, int, str]]


@dataclass(frozen=True)
class Item:
    """A marked place: where it is, what it is called, what is said of it. ``pairs`` are the numbers side by side."""

    number: int
    start: int
    end: int
    tone: Tone
    state: str
    text: str
    label: str
    pairs: tuple[tuple[str, str], ...] = ()
    note: str = ""
    suggestion: str = ""
    kind: str = ""
    verdict: dict[str, Any] | None = None


def outline(reading: Reading) -> list[tuple[int, int, str]]:
    """Titles, headings and signatures, and the rows of tables, by offsets of the original."""
    spoken = [sentence for document in reading.documents for sentence in document.sentences if sentence.role in _TAGS]
    parts = [(sentence.start, sentence.end, str(sentence.role)) for sentence in spoken]
    for line in (line for table in reading.tables for line in table.lines):
        full = [cell for cell in line.cells if cell.text]
        parts.append((full[0].start, full[-1].end, "head" if line.part == "heading" else "row"))
    return [(*reading.clean.span(start, end), role) for start, end, role in sorted(parts)]


def items(report: dict[str, Any], *, sees_few: bool) -> list[Item]:
    """Every figure with a verdict and every fault, numbered in the order of the text. ``sees_few`` shows verdicts on very few persons."""
    mask = _Mask(report)
    made = [_figure(verdict, report["figures"][verdict["figure"]], mask, sees_few=sees_few) for verdict in report["verdicts"]]
    made += [_fault(fault, mask) for fault in report["faults"]]
    made.sort(key=lambda item: (item.start, item.end))
    return [replace(item, number=number) for number, item in enumerate(made, 1)]


def counts(found: Sequence[Item]) -> dict[str, int]:
    """How many there are of each tone."""
    counted = Counter(item.tone for item in found)
    return {tone: counted[tone] for tone in TONES}


class _Mask:
    """Names and numbers of persons, as the reader found them, hidden in whatever the list says."""

    def __init__(self, report: dict[str, Any]) -> None:
        found = {fault["text"] for fault in report["faults"] if fault["kind"] == "privacy"}
        self.hidden = {text: _hidden(text) for text in sorted(found, key=len, reverse=True)}

    def __call__(self, text: str) -> str:
        for open_, hidden in self.hidden.items():
            text = text.replace(open_, hidden)
        return text


def _hidden(text: str) -> str:
    shown = 3 if text[:1].isdigit() else 1
    return text[:shown] + "*" * (len(text) - shown)


def _figure(verdict: dict[str, Any], figure: dict[str, Any], mask: _Mask, *, sees_few: bool) -> Item:
    tone: Tone = {"一致": "ok", "不一致": "no"}.get(verdict["verdict"], "na")  # type: ignore[assignment]  # the three verdicts
    note, pairs = verdict["why"], _pairs(verdict, mask(_short(figure["text"])))
    if verdict["few"] and not sees_few:
        tone, note, pairs = "na", FEW, ()
    if pairs and verdict["form"] in _FORMS:
        note = f"这是{_FORMS[verdict['form']]}"
    name = phrases[verdict["metric"]].label if verdict["metric"] in phrases else figure["measure"]
    return Item(
        0,
        *_place(figure),
        tone=tone,
        state=TONES[tone],
        text=mask(_short(figure["text"])),
        label=mask(name or figure["text"]),
        pairs=pairs,
        note=f"{note}。" if note else "",
        verdict=verdict if pairs else None,
    )


def _pairs(verdict: dict[str, Any], text: str) -> tuple[tuple[str, str], ...]:
    if verdict["ledger"] is None:
        return ()
    ledger, difference = (f"{verdict[name]:,}" for name in ("ledger", "difference"))
    return (("文中", text), ("台账", ledger), ("相差", difference.removeprefix("-")))


def _fault(fault: dict[str, Any], mask: _Mask) -> Item:
    return Item(
        0,
        *_place(fault),
        tone="fault",
        state=KINDS[fault["kind"]],
        text=mask(_short(fault["text"])),
        label=mask(_short(fault["text"], _HEADLINE)),
        note=f"{mask(fault['note'])}。",
        suggestion=mask(fault["suggestion"]),
        kind=fault["kind"],
    )


def _place(found: dict[str, Any]) -> tuple[int, int]:
    """Where something stands, without blanks around it and never empty, so that it can be clicked."""
    text = found["text"]
    start = found["start"] + len(text) - len(text.lstrip())
    return start, max(start + 1, found["start"] + len(text.rstrip()))


def _short(text: str, longest: int = _LONGEST) -> str:
    """A passage in one line, from the middle of which something is left out where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[: longest * 2 // 3]}……{line[-longest // 3 :]}"


# -- the text ------------------------------------------------------------------------------------------------------------------------


def marked(text: str, found: Sequence[Item], parts: Outline) -> Markup:
    """The text as paragraphs, headings and marks. Under several marks a place looks like the shortest; each ends in its number."""
    rows = {start: role for start, _, role in parts if role in ("head", "row")}
    made: list[Markup] = []
    table: list[Markup] = []
    for start, end in _lines(text):
        role = next((rows[at] for at in range(start, end) if at in rows), "") if rows else ""
        if role:
            table.append(_row(text, (start, end), found, role))
        elif text[start:end].strip():
            made += [*_table(table), _paragraph(text, start, end, found, parts)]
            table = []
    return Markup("\n").join([*made, *_table(table)])


def _table(rows: Sequence[Markup]) -> list[Markup]:
    frame = Markup(
        '<div class="uh-scroll" tabindex="0" role="region" aria-label="表格"><table class="uh-table is-compact">{}</table></div>'
    )
    return [frame.format(Markup().join(rows))] if rows else []


def _row(text: str, line: tuple[int, int], found: Sequence[Item], role: str) -> Markup:
    """A line of cells; a single one that is filled goes across."""
    start, end = line[0], line[0] + len(text[line[0] : line[1]].rstrip("\r\n"))
    here = [item for item in found if item.start < end and start < max(item.end, item.start + 1)]
    cells = [(start + first, start + last) for first, last in parted(text[start:end])]
    full = [(first, last) for first, last in cells if text[first:last].strip()]
    if len(full) == 1 and len(cells) > 2:
        return Markup('<tr><th colspan="{}">{}</th></tr>').format(len(cells), _inside(text, *full[0], here))
    tag = "th" if role == "head" else "td"
    made = (
        Markup('<{} class="{}">{}</{}>').format(tag, _look(text[first:last].strip()), _inside(text, first, last, here), tag)
        for first, last in cells
    )
    return Markup("<tr>{}</tr>").format(Markup().join(made))


def _look(cell: str) -> str:
    """A number stands on the right; only a long cell runs over several lines."""
    if cell and set(cell) <= _DIGITS:
        return "num"
    return "long" if len(cell) > _LONG_CELL else ""


def _lines(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for line in text.splitlines(keepends=True):
        yield at, at + len(line)
        at += len(line)


def _paragraph(text: str, start: int, end: int, found: Sequence[Item], parts: Outline) -> Markup:
    here = [item for item in found if item.start < end and start < max(item.end, item.start + 1)]
    inside = _inside(text, start, end, here)
    length = len(text[start:end].strip())
    roles = {role for first, last, role in parts if start <= first < end and last - first >= length - 2}
    return next((tag for role, tag in _TAGS.items() if role in roles or not role)).format(inside)


def _inside(text: str, start: int, end: int, here: Sequence[Item]) -> Markup:
    cuts = sorted({start, end, *(min(max(at, start), end) for item in here for at in (item.start, item.end))})
    return Markup().join(_piece(text, piece, here) for piece in pairwise(cuts))


def _piece(text: str, piece: tuple[int, int], here: Sequence[Item]) -> Markup:
    start, end = piece
    over = [item for item in here if item.start <= start and end <= item.end]
    said = Markup("{}").format(text[start:end].strip("\r\n"))
    anchors = Markup().join(Markup('<span id="m{}"></span>').format(item.number) for item in over if item.start == start)
    ends = Markup().join(_number(item) for item in over if item.end == end)
    if not over or not said.strip():
        return anchors + said + ends
    top = min(over, key=lambda item: (item.end - item.start, item.number))
    return Markup('{}<mark class="m-{}"><a class="u" href="#i{}">{}</a>{}</mark>').format(anchors, top.tone, top.number, said, ends)


def _number(item: Item) -> Markup:
    return Markup('<sup>{}<span class="uh-sr">{}</span></sup>').format(item.number, item.state)
