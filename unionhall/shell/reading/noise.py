"""Noise of layout, found and taken out: page numbers, running headings, chunk numbers, pinyin in brackets, broken lines."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from unionhall.base import measures
from unionhall.shell.reading import tables
from unionhall.shell.reading.text import Clean, Noise, Removed

if TYPE_CHECKING:
    from opencc import OpenCC

Span = tuple[int, int]

HAN = "〇一-鿿㐀-䶿"
_WIDTHS: dict[int, int | str] = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_BLANKS: dict[int, int | str] = {0x3000: " ", 0x00A0: " ", 0x2003: " ", 0x2002: " ", 0x0009: " ", 0x000B: "\n", 0x000C: "\n", 0x000D: "\n"}
_SENTENCE_END = "。!?;:…”』」》】)"
_NUMBERED = re.compile(r" *(?:第?[一二三四五六七八九十]{1,3}[、章节条部]|[(][一二三四五六七八九十\d]{1,3}[)]|\d{1,2}[、.)])")
_PAGE_LINE = re.compile(
    r"^ *(?:[-—–·]+ *\d{1,4} *[-—–·]+|第 *[\d一二三四五六七八九十]{1,4} *页(?: *[,/]? *共 *[\d一二三四五六七八九十]{1,4} *页)?"
    r"|\d{1,3} */ *\d{1,3}"
    r"|[Pp]age *\d+(?: *of *\d+)?|\d{1,3}) *$",
    re.MULTILINE,
)
_PAGE_MARK = re.compile(r"(?:(?<!\d)[-—–]{1,2} *\d{1,4} *[-—–]{1,2}(?!\d)|第 *\d{1,4} *页 *共 *\d{1,4} *页)")
_PINYIN = re.compile(rf"(?<=[{HAN}]) ?[(](?=[^)]*[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ1-4])[a-zA-Zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü' 1-4]{{1,24}}[)]")
_CHUNK = re.compile(r"^(\d{1,3})[、.] ?", re.MULTILINE)
_BARE = re.compile(rf"(?<=[{HAN}])(\d{{1,3}})(?=[{HAN}])")
_COUNTED = re.compile(r"(?:篇|文|之)[ ]*[一二三四五六七八九十\d]{1,3}[】) ]*$")  # 总结篇1, 总结篇2 are headings, not one heading run on
_HEADING = re.compile(r"([一二三四五六七八九十\d][、.]|[一二三四五六七八九十]是|[(][一二三四五六七八九十\d]+[)]) ?([^。\n]{7,50}[。\n])")
_CHUNK_LEAST = 30  # characters; shorter items are a list
_LONGEST_LINE, _FULL_LINE = 120, 36


class _Sheet:
    """The text being cleaned: what is cut is remembered by its place in the original. The rows of tables stay as they are."""

    def __init__(self, text: str, original: str) -> None:
        self.text = text
        self.origin = list(range(len(text)))
        self.removed: list[Removed] = []
        self.rows = bytearray(len(text))
        for start, end in tables.extents(text, original):
            self.rows[start:end] = b"\1" * (end - start)

    def cut(self, spans: Iterable[Span], why: Noise) -> None:
        kept, origin, at = [], [], 0
        for start, end in sorted(map(self._beside_rows, spans)):
            if start < at or start >= end:
                continue
            kept.append(self.text[at:start])
            origin += self.origin[at:start]
            self.removed.append(Removed(self.origin[start], self.origin[end - 1] + 1, why))
            at = end
        if at:
            self.text, self.origin = "".join(kept) + self.text[at:], origin + self.origin[at:]

    def prose(self) -> list[Span]:
        """Where the lines stand that are no row of a table."""
        lines = ((match.start(), match.end()) for match in re.finditer(r"[^\n]+", self.text))
        return [(start, end) for start, end in lines if not self.rows[self.origin[start]]]

    def _beside_rows(self, span: Span) -> Span:
        """A piece to be cut without the line breaks that part it from a row; empty where it lies in a row."""
        start, end = span
        if start >= end or any(self.rows[self.origin[start] : self.origin[end - 1] + 1]):
            return start, start
        if start and self.rows[self.origin[start - 1]] and self.text[start] == "\n":
            start += 1
        if end < len(self.text) and self.rows[self.origin[end]] and self.text[start - 1 : start] not in ("", "\n"):
            end -= 1
        return start, end


def cleaned(original: str) -> Clean:
    """The text without noise. Every character of it is one of the original, perhaps simplified or folded to half width."""
    sheet = _Sheet(_simplified(original.translate(_BLANKS | _WIDTHS)), original)
    sheet.cut(_invisible(sheet.text), "line_break")
    sheet.cut(_repeated_lines(sheet.text), "running_heading")
    sheet.cut(_page_lines(sheet.text), "page_number")
    sheet.cut(_chunk_numbers(sheet.text), "chunk_number")
    sheet.cut(((m.start(), m.end()) for m in _PINYIN.finditer(sheet.text)), "pinyin")
    sheet.cut(_page_numbers_in_sentences(sheet.text), "page_number")
    sheet.cut(_wrapped(sheet.text, sheet.prose()), "line_break")
    sheet.cut(_spliced_headings(sheet.text), "running_heading")
    return Clean(sheet.text, tuple(sheet.origin), tuple(sorted(sheet.removed, key=lambda piece: piece.start)))


@cache
def _converter() -> "OpenCC":
    from opencc import OpenCC

    return OpenCC("t2s")


def _simplified(text: str) -> str:
    """Traditional characters become simplified where the text is written in them; one for one, so that places stay."""
    han = Counter(character for character in text if "一" <= character <= "鿿")
    changed = sum(count for character, count in han.items() if _converter().convert(character) != character)
    if changed < 3 or changed * 25 < han.total():
        return text
    whole = str(_converter().convert(text))
    if len(whole) == len(text):
        return whole
    return "".join(one if len(one := _converter().convert(character)) == 1 else character for character in text)


def _invisible(text: str) -> Iterator[Span]:
    return ((m.start(), m.end()) for m in re.finditer("[\u200b-\u200d\u2060\ufeff\u00ad]+", text))


def _page_lines(text: str) -> Iterator[Span]:
    """Numbers of pages on lines of their own, with the line break behind them where the sentence goes on."""
    full = min(_FULL_LINE, max((len(line) for line in text.split("\n")), default=0))
    for match in _PAGE_LINE.finditer(text):
        if match.group().strip().isdigit() and not _stands_alone(text, match):
            continue
        before = text[: match.start()].rstrip()
        last = before.rpartition("\n")[2]
        goes_on = len(last) >= full * 0.8 and last[-1:] not in _SENTENCE_END
        yield (len(before) if goes_on else match.start()), min(len(text), match.end() + 1)
    yield from ((m.start(), m.end()) for m in _PAGE_MARK.finditer(text) if not _on_its_line(text, m))


def _stands_alone(text: str, match: "re.Match[str]") -> bool:
    """A bare number on a line is a page number only between lines of prose, not in a column of a table."""
    above, below = text[: match.start()].rstrip().rpartition("\n")[2], text[match.end() :].lstrip().partition("\n")[0]
    return len(above) > 12 or len(below) > 12


def _on_its_line(text: str, match: "re.Match[str]") -> bool:
    return text[: match.start()].rpartition("\n")[2].strip() == "" and text[match.end() :].partition("\n")[0].strip() == ""


def _repeated_lines(text: str) -> Iterator[Span]:
    """Headers and footers: short lines that come three times and oftener, apart from the digits in them; the first one stays."""
    lines = [(m.start(), m.end(), re.sub(r"[\d ]", "", m.group())) for m in re.finditer(r"[^\n]+", text) if not _COUNTED.search(m.group())]
    often = {key for key, count in Counter(key for _, _, key in lines).items() if count >= 3 and 4 <= len(key) <= 30}
    seen: set[str] = set()
    before = ""
    for start, end, key in lines:
        doubled = key == before and 4 <= len(key) <= 40
        before = key
        if doubled or (key in often and key in seen and key[-1] not in "。;!" and not _NUMBERED.match(text, start)):
            yield start, min(len(text), end + 1)
        seen.add(key)


def _chunk_numbers(text: str) -> list[Span]:
    """Lines numbered 1, 2, 3 … that break off in mid-sentence: some program cut the text in pieces and counted them."""
    found = list(_CHUNK.finditer(text))
    chain = [match for at, match in enumerate(found, 1) if int(match[1]) == at]
    pieces = [text[one.end() : other.start()].rstrip() for one, other in pairwise(chain)]
    breaks = [piece for piece in pieces if len(piece) >= _CHUNK_LEAST and piece[-1] not in _SENTENCE_END]
    if len(chain) < 4 or len(breaks) * 2 < len(chain):
        return []
    first = chain[0]
    return [(first.start(), first.end()), *((len(text[: match.start()].rstrip()), match.end()) for match in chain[1:])]


def _page_numbers_in_sentences(text: str) -> list[Span]:
    """Digits without a measure word that rise by one, page by page, at even distances."""
    bare = [m for m in _BARE.finditer(text) if not measures.MEASURE.match(text, m.end()) and not _dated(text, m)]
    chains: dict[int, list[re.Match[str]]] = {}
    for match in bare:
        number = int(match[1])
        chain = [*chains.get(number - 1, []), match]
        if len(chain) > len(chains.get(number, [])):
            chains[number] = chain
    best = max(chains.values(), key=len, default=[])
    gaps = [b.start() - a.start() for a, b in pairwise(best)]
    if len(gaps) < 2 or min(gaps) < median(gaps) / 2 or max(gaps) > median(gaps) * 2 or min(gaps) < 200:
        return []
    return [match.span() for match in best]


def _dated(text: str, match: "re.Match[str]") -> bool:
    return text[match.end()] in "年月日号时点第届" or text[match.start() - 1] in "第约近达共计"


def _wrapped(text: str, lines: list[Span]) -> Iterator[Span]:
    """Line breaks inside sentences, where lines were broken at an even width."""
    widths = [end - start for start, end in lines]
    full = sorted(widths)[len(widths) * 9 // 10 - 1] if widths else 0  # a note in small type may be longer
    if len(lines) < 3 or not 16 <= full <= _LONGEST_LINE or sum(width > full * 0.8 for width in widths) * 2 < len(lines):
        return
    for (start, end), (below, _) in pairwise(lines):
        ends = text[end - 1] in _SENTENCE_END or end - start < full * 0.8 or below > end + 1
        if not ends and not _NUMBERED.match(text, below):
            yield end, below


def _spliced_headings(text: str) -> Iterator[Span]:
    """A heading that is printed once more inside the sentence that follows it."""
    for match in _HEADING.finditer(text):
        marker, heading = match[1], match[2].rstrip("。\n")
        at = text.find(heading, match.end(), match.end() + 2 * len(heading) + 80)
        end = at + len(heading)
        at -= len(marker) if at > 0 and text.startswith(marker, at - len(marker)) else 0
        marked = end - at > len(heading)
        spliced = marked or len(re.split("[。!?;,:、\n]", text[max(0, at - 40) : at])[-1]) > 2  # 为 + heading is a sentence of its own
        if at > 0 and spliced and text[at - 1] not in "。!?;\n ":
            yield at, end + (text[end : end + 1] in ("。", ","))
