"""Text that is cut off or run together: headings printed inside sentences, paragraphs that stop, lists that lost an item."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from difflib import SequenceMatcher

import rjieba

from unionhall.base import quantities
from unionhall.shell.reading.faults.blanks import forms
from unionhall.shell.reading.faults.fault import Found
from unionhall.shell.reading.text import Document, Reading

_HAN = re.compile("[一-鿿]")
_NUMBERS = "一二三四五六七八九十"
# The original keeps its full-width marks; the clean text has them folded.
_FULL_WIDTH = {0xFF0C: ",", 0xFF1B: ";"}
_ORDER = re.compile(rf"(?:^|(?<=[。;,:\n ]))(?:第?([{_NUMBERS}])(?:是|要|,|,))")
_PROMISE = re.compile(r"([二三四五六七八九十两\d])(?:个)?(?:方面|项|点|件)(?:的)?(?:工作|措施|内容|问题|事|实事|任务)(?:[,:。]|如下)")
_ENDS = re.compile(r"[。!?…”』」》):;.]$")
_NUMBERED = re.compile(rf"\s*(?:第?[{_NUMBERS}]{{1,3}}[、章节条部.]|[(][{_NUMBERS}\d]{{1,3}}[)]|\d{{1,2}}[、.)])")
_HEADING = re.compile(rf"(?:^|(?<=[。\n ]))(?:[{_NUMBERS}\d]{{1,3}}[、.]|[(][{_NUMBERS}\d]{{1,3}}[)]) ?([^。\n]{{8,50}})[。\n]")
_SAME = 0.7  # of a heading's characters that stand once more below it
_LONG = 30  # characters from which a line without an end is no heading
_SHORT = 10  # characters below which an open end is nothing but a heading in few words
_ITEM_ONLY = re.compile(rf"(?:^|[,;。、:])(?:[{_NUMBERS}]是|其[{_NUMBERS}])$")
_LIGHT = re.compile(
    "(?:进行|给予|予以|加以|[作做]出|取得|达到|受到|得到|提供|成为|包括|分别|[一-鿿]到|[送交发献传]给|[变转作]为|来自|属于|用于|在于)$"
)
_TOLD = re.compile(r"\d|了|已|将|并|先后|[今本全]年")
_DANGLING = re.compile("(?P<word>以及|并且|而且|按照|根据|对于|关于|由于|为了|[把被及])[。;]")
_MOST_ITEMS = 9
_SEAM = 12  # characters shown on both sides of a heading that was printed inside a sentence


def find(reading: Reading) -> Iterator[Found]:
    """Paragraphs and lists that are cut; offsets of the clean text."""
    for document in reading.documents:
        yield from _stopped(reading, document)
        yield from _dangling(reading, document)
        yield from _lists(reading, document)


def at_seams(reading: Reading) -> Iterator[tuple[int, int]]:
    """Offsets of the original where a heading, printed once more, breaks a sentence off, and where the sentence goes on."""
    original = reading.original.translate(_FULL_WIDTH)
    taken = [piece for piece in reading.clean.removed if piece.why == "running_heading"]
    for piece in taken:
        before = original[max(0, piece.start - _SEAM) : piece.start]
        if not (_HAN.search(before[-1:]) or before[-1:] in ("、", ",")):
            continue
        yield piece.start - len(_tail(before)), min(len(original), piece.start + _SEAM)
        resumed = piece.end + _rest_of(original[piece.start : piece.end], original[piece.end :])
        yield max(piece.end, resumed - 4), min(len(original), resumed + _SEAM)
    for start, end in _condensed(reading):
        if not any(piece.start < end and start < piece.end for piece in taken):
            yield start, end


def _rest_of(heading: str, behind: str) -> int:
    """How much of what follows still is the heading, its words in their order but not all of them: 标题的, 词."""
    behind = behind[: len(heading) + 12]
    reached = 0
    for block in SequenceMatcher(None, heading, behind, autojunk=False).get_matching_blocks():
        if block.size < 2 or block.b - reached > 2:
            continue
        reached = block.b + block.size
    return reached if reached >= 4 else 0


def _condensed(reading: Reading) -> Iterator[tuple[int, int]]:
    """Headings whose words, in their order, stand once more at the beginning of the text below or inside its first sentence."""
    text = reading.clean.text
    for match in _HEADING.finditer(text):
        heading, below = match[1], text[match.end() : match.end() + 2 * len(match[1]) + 20]
        blocks = [one for one in SequenceMatcher(None, heading, below, autojunk=False).get_matching_blocks() if one.size >= 3]
        if not blocks or sum(one.size for one in blocks) < _SAME * len(re.sub("[,、]", "", heading)):
            continue
        first, last = blocks[0].b, blocks[-1].b + blocks[-1].size
        # A sentence that takes up its heading takes it up whole; what a converter printed has lost the marks inside.
        shortened = len(blocks) > 1 and not re.search("[,。;]", below[first:last])
        if first <= 1 and shortened and _HAN.match(below[last : last + 1]):
            start, end = match.end() + max(0, first - 4), match.end() + last + 4
            yield reading.clean.span(start, end)


def _tail(before: str) -> str:
    """The clause that breaks off."""
    return re.split("[。,;\n]", before.rstrip(","))[-1][-8:] or before[-4:]


def _stopped(reading: Reading, document: Document) -> Iterator[Found]:
    """Paragraphs that end with a comma, or long ones without any mark at their end."""
    text = reading.clean.text
    start, end = extent(reading, document)
    left = {first for first, _ in forms(text)}
    for match in re.finditer(r"[^\n]+", text[start:end]):
        line = match.group().rstrip()
        if start + match.start() in left:
            continue
        last = start + match.start() + len(line)
        following = text[last:end].lstrip()
        if not line or _is_table(match.group()):
            continue
        clause = re.split("[。,;、]", line.rstrip(",、"))[-1]
        open_list = line[-1] == "、" and len(line) >= _SHORT
        if open_list or (line[-1] == "," and (len(line) >= _LONG or not following or _NUMBERED.match(following))):
            yield Found(last - 1 - len(clause[-10:]), last, "truncated", "段落以逗号或顿号结尾，后文可能缺失", "补全这一句")
        elif _is_cut(line, clause):
            yield Found(last - min(len(clause), 10), last, "truncated", "段落到此中断，后文可能缺失", "补全这一句")


def _is_cut(line: str, clause: str) -> bool:
    """A line of prose without an end. A heading has no full stop inside and no open end, and a signature is short."""
    if _ENDS.search(line) or not _HAN.search(line[-1]) or re.fullmatch(r".*[年月日]", clause):
        return False
    prose = bool(re.search("[。;]", line)) or (len(line) >= _LONG and "," in line and not _NUMBERED.match(line) and not _is_list(line))
    return prose or (len(line) >= _SHORT and _stays_open(line, clause))


def _is_list(line: str) -> bool:
    """获奖单位: … , … — names behind a colon, with nothing said of them."""
    _, colon, listed = line.rpartition(":")
    return bool(colon) and not any(tag.startswith("v") for _, tag in rjieba.tag(listed))


def _stays_open(line: str, clause: str) -> bool:
    """Whether a line ends in what wants something behind it: 为, 的, 和, a bare number, 三是; in prose also a verb or an attribute."""
    if _ITEM_ONLY.search(line) or ("," in line and _LIGHT.search(line)):
        return True
    tag = rjieba.tag(clause)[-1][1] if clause else "x"
    told = "," in line and not _NUMBERED.match(line) and bool(_TOLD.search(line))
    return tag in ("p", "c", "uj", "ud", "uv", "m") or (told and tag in ("v", "b", "ul", "d"))


def _dangling(reading: Reading, document: Document) -> Iterator[Found]:
    """A full stop behind 以及 or 按照: what they lead to is lost."""
    text = reading.clean.text
    for match in _DANGLING.finditer(text, *extent(reading, document)):
        word = rjieba.cut(text[max(0, match.start() - 6) : match.end() - 1], False)[-1]
        if word == match["word"]:
            yield Found(match.start(), match.end(), "truncated", f"句子停在“{word}”上，后面的话缺失", "补全这一句")


def _is_table(line: str) -> bool:
    return "\t" in line or len(re.findall(r"\S +(?=\S)", line)) > 5


def _lists(reading: Reading, document: Document) -> Iterator[Found]:
    """一是 … 三是: the items have to count up, be it in one paragraph or each in its own, to as many as were promised."""
    text = reading.clean.text
    start, end = extent(reading, document)
    last = 0
    for match in re.finditer(r"[^\n]+", text[start:end]):
        paragraph, at = match.group(), start + match.start()
        for item in _ORDER.finditer(paragraph):
            number = _NUMBERS.index(item[1]) + 1
            if number == last + 2 and number <= _MOST_ITEMS:
                before = re.split("[。;]", paragraph[: item.start()].rstrip("。; "))[-1]
                missing = f"“{_NUMBERS[last]}是”"
                first, behind = at + max(0, item.start() - len(before) - 1), at + item.end() + 4
                yield Found(first, min(behind, at + len(paragraph)), "truncated", f"{missing}一项缺失", f"补上{missing}")
            last = number
        yield from _promised(paragraph, at)


def _promised(paragraph: str, at: int) -> Iterator[Found]:
    for promise in _PROMISE.finditer(paragraph):
        numbers = [_NUMBERS.index(item[1]) + 1 for item in _ORDER.finditer(paragraph, promise.end())]
        wanted = quantities.value_of(promise[1])
        if numbers[:1] == [1] and wanted is not None:
            run = sum(1 for index, number in enumerate(numbers) if number == index + 1)
            if run == len(numbers) and run != wanted:
                note = f"说有 {wanted} 项，只列出 {run} 项" if run < wanted else f"说有 {wanted} 项，列出了 {run} 项"
                *_, last = _ORDER.finditer(paragraph, promise.end())
                behind = re.search("[,。;]|$", paragraph[last.end() :])
                end = last.end() + (behind.start() if behind else 0)
                yield Found(at + promise.start(), at + end, "contradiction", note, "核对项数", "soft")


def extent(reading: Reading, document: Document) -> tuple[int, int]:
    """Offsets of the clean text for those of the original."""
    return bisect_left(reading.clean.origin, document.start), bisect_left(reading.clean.origin, document.end)
