"""The papers in a file, their numbered sections and their sentences."""

import re
from collections.abc import Iterable, Iterator, Sequence

from unionhall.base import quantities
from unionhall.kernel.ledger.metrics import phrases
from unionhall.shell.reading.headings import Table
from unionhall.shell.reading.text import Clean, Document, Role, Section, Sentence

_CN = "一二三四五六七八九十"
# 总结篇1, 报告篇一, 第二篇:…, 【篇3】, 范文二: several papers in one file, counted.
_HEAD = re.compile(
    rf"(?:^|(?<=\s))[【(]?(?:(?P<stem>[^\s。,;:【】]{{0,30}})(?:篇|范文)(?P<after>[{_CN}]{{1,2}}|\d{{1,2}})|第(?P<before>[{_CN}]{{1,2}}|\d{{1,2}})篇)[】)]?"
    r"[::]?(?=\s|$|[^\s。,]{2,40}$)",
    re.MULTILINE,
)
_GENRE = "总结|报告|汇报|计划|要点|小结|方案|材料|简报|讲话|述职|安排|通报|意见"
_TITLE = re.compile(
    rf"^[ ]*(?!第?[{_CN}\d]+[、.章条部]|[(])(?P<title>[^\s。,;:!?、]{{2,48}}(?:{_GENRE})(?:[(][^)\n]{{1,12}}[)])?)[ ]*$", re.MULTILINE
)
_RESIDUE = re.compile(
    r"相关(?:推荐|文章|阅读|内容|链接)|相关.{0,6}(?:推荐|文章)[:]?$|[上下]一篇|点击下载|返回(?:首页|顶部|列表)|责任编辑|版权|小编|浏览次数|阅读全文|收藏本(?:站|文)"
    r"|转载|文章来源|来源[:]|更多.{0,12}(?:文章|范文|内容)|https?:|www\."
)
# The ways in which papers number their parts, outermost first.
_LEVELS = (
    (1, rf"第[{_CN}]{{1,3}}(?:部分|章)[、: ]?|[{_CN}]{{1,3}}、"),
    (2, rf"[(][{_CN}]{{1,3}}[)][、.]?"),
    (3, r"\d{1,2}(?:、|\.(?!\d)|\.(?=\d{1,2}月))"),
    (4, r"[(]\d{1,2}[)][、.]?|\d{1,2}[)]|[①-⑳]"),
)
_MARKER = re.compile(
    r"(?:^|(?<=[。;!\n]))[ ]*(?:" + "|".join(f"(?P<l{level}>{pattern})" for level, pattern in _LEVELS) + ")[ ]*", re.MULTILINE
)
# No sentence is longer than this; a text without full stops is cut, so that no rule ever works on all of it.
_LONGEST_SENTENCE = 800
_SAID = r"(?:[^。!?\n]|[!?](?=[^”』」)\s]{0,2}[期次人份篇条项场户元个]))"
_SENTENCE = re.compile(rf"{_SAID}{{0,{_LONGEST_SENTENCE}}}(?:[。!?…]+[”』」)]*|\n|$)|{_SAID}{{{_LONGEST_SENTENCE}}}")
_CAPTION = re.compile("(?:表|册|台账|一览|明细|记录|情况|统计)(?:[(][^()]*[)])?$")
_SIGNED = re.compile(r"[\d〇○零一二三四五六七八九xX×*?]{2,8}年.{1,4}月.{0,4}日?[ ]*$")
_YEAR = re.compile(r"(?:19|20)\d\d|20[xX×*]|[xX×*]{2,4}年|[二一][零〇○九]")
_HEADING_LONGEST, _ITEM_HEADING_LONGEST = 60, 30
# One word of the trade for so many characters makes a paper one of union work.
_CHARACTERS_PER_TRADE_WORD = 1500


def documents(clean: Clean, tables: Sequence[Table] = ()) -> tuple[Document, ...]:
    """The papers of a cleaned text. What stands before, between and behind them and comes from a web page is left out."""
    ranges = _ranges(clean.text)
    return tuple(_document(clean, number, title, span, tables) for number, (title, span) in enumerate(ranges, 1))


def _ranges(text: str) -> list[tuple[str, tuple[int, int]]]:
    """Title and extent of each paper."""
    heads = _collection(text) or _titles(text)
    starts = [match.start() for match in heads]
    if not starts:
        starts = [0]
    elif not _collection(text):
        starts[0] = 0
    found = []
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        trimmed = _trimmed(text, start, end)
        if trimmed[0] < trimmed[1]:
            found.append((_title(text, *trimmed), trimmed))
    return found


def _collection(text: str) -> list["re.Match[str]"]:
    """Headings that count papers: 1, 2, 3 …"""
    counted: list[re.Match[str]] = []
    for match in _HEAD.finditer(text):
        number = quantities.value_of(match["after"] or match["before"])
        if number == len(counted) + 1:
            counted.append(match)
    return counted


def _titles(text: str) -> list["re.Match[str]"]:
    """Lines that are a paper's title, each with a body behind it."""
    found: list[re.Match[str]] = []
    for match in _TITLE.finditer(text):
        if _RESIDUE.search(match["title"]):
            continue
        if not found or "。" in text[found[-1].end() : match.start()]:
            found.append(match)
    return found


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Without blanks and lines of a web page at both ends."""
    lines = [match for match in re.finditer(r"[^\n]+", text[start:end]) if match.group().strip()]
    while lines and len(lines[-1].group()) <= 40 and _RESIDUE.search(lines[-1].group()):
        lines.pop()
    while lines and _RESIDUE.search(lines[0].group()) and not _SENTENCE_OF_WORK.search(lines[0].group()):
        lines.pop(0)
    if not lines:
        return start, start
    first, last = lines[0], lines[-1]
    lead = len(first.group()) - len(first.group().lstrip())
    return start + first.start() + lead, start + first.start() + len(text[start + first.start() : start + last.end()].rstrip())


_SENTENCE_OF_WORK = re.compile(r"第[一二三四五六七八九十]|[一二三四五六七八九十]、")


def _title(text: str, start: int, end: int) -> str:
    head = _HEAD.match(text, start)
    if head:
        below = text[head.end() : end].lstrip().partition("\n")[0]
        return below.strip() if 2 < len(below) <= 48 and not re.search("[。,;:]", below) else head.group().strip("【】(): ")
    line = text[start:end].partition("\n")[0].strip()
    return line if len(line) <= 50 and not re.search("[。,;!]", line) else ""


def _document(clean: Clean, number: int, title: str, span: tuple[int, int], tables: Sequence[Table]) -> Document:
    start, end = span
    text = clean.text
    here = [table for table in tables if start <= table.start < end]
    period = period_of(title) or _period_of_opening(text[start : here[0].start if here else end])
    sections = tuple(_sections(text, span, period, here))
    captions = (line for table in here for line in table.caption.split("\n") if _CAPTION.search(line))
    sentences = tuple(_sentences(text, _parts(text, span, here), sections, (title, *captions)))
    original = clean.span(start, end)
    return Document(number, title, *original, _is_union_work(text[start:end].removeprefix(title)), sections, sentences, period)


def period_of(words: str) -> str:
    """The first date or period that some words name; empty where they name none."""
    return next((item.numeral for item in quantities.find(words) if item.kind == "date"), "")


def _period_of_opening(body: str) -> str:
    """The period that the first sentences speak of: a year, half of one, or the time since."""
    opening = body[:300]
    year = next((q.numeral for q in quantities.find(opening) if q.kind == "date" and _YEAR.match(q.numeral)), "")
    return year or next(iter(re.findall("今年|本年度?|全年|本届|[上下]半年|一年来", opening)), "")


def _is_union_work(body: str) -> bool:
    """Whether a paper speaks of the trade: the house's own phrases and the word 工会, often enough for its length."""
    words = {word for phrase in phrases for word in (phrase.label, *phrase.synonyms) if len(word) >= 3}
    hits = body.count("工会") + sum(body.count(word) for word in words)
    return hits > 0 and hits * _CHARACTERS_PER_TRADE_WORD >= len(body)


def _sections(text: str, span: tuple[int, int], period: str, tables: Sequence[Table]) -> Iterator[Section]:
    start, end = span
    found = (match for match in _MARKER.finditer(text, start, end) if match.end() < end)
    markers = [match for match in found if not any(table.start <= match.start() < table.end for table in tables)]
    open_periods: dict[int, str] = {0: period}
    for at, match in enumerate(markers):
        level = next(level for level, _ in _LEVELS if match[f"l{level}"])
        title = re.split(r"[。\n]", text[match.end() : min(end, match.end() + 200)], maxsplit=1)[0].strip()
        close = next((other.start() for other in markers[at + 1 :] if _level(other) <= level), end)
        open_periods = {depth: said for depth, said in open_periods.items() if depth < level}
        inherited = open_periods[max(open_periods)]
        open_periods[level] = (period_of(title) if len(title) <= _HEADING_LONGEST else "") or inherited
        yield Section(level, match.group().strip(), title, match.start(), close, open_periods[level])


def _level(match: "re.Match[str]") -> int:
    return next(level for level, _ in _LEVELS if match[f"l{level}"])


def _parts(text: str, span: tuple[int, int], tables: Sequence[Table]) -> Iterator[tuple[int, int, bool]]:
    """Where each sentence and each cell of a table stands, without blanks; cells are marked."""
    at, end = span
    for table in (*tables, None):
        for match in _SENTENCE.finditer(text, at, table.start if table else end):
            said = match.group().strip()
            first = match.start() + match.group().find(said)
            if said:
                yield first, first + len(said), False
        if table:
            yield from ((cell.start, cell.end, True) for line in table.lines for cell in line.cells if cell.text)
            at = table.end


def _sentences(
    text: str, parts: Iterable[tuple[int, int, bool]], sections: tuple[Section, ...], titles: Sequence[str]
) -> Iterator[Sentence]:
    section: Section | None = None
    waiting = list(sections)
    for first, last, cell in parts:
        begins = False
        while waiting and waiting[0].start <= first:
            section, begins = waiting.pop(0), True
        more = bool(section and text[last : section.end].strip())
        yield Sentence(first, last, section, "cell" if cell else _role(text[first:last], section, titles, begins=begins, more=more))


def _role(said: str, section: Section | None, titles: Sequence[str], *, begins: bool, more: bool) -> Role:
    if said.rstrip("。") in titles and (section is None or _CAPTION.search(said)):
        return "title" if said.rstrip("。") == titles[0] else "caption"
    if section and begins:
        longest = _HEADING_LONGEST if section.level <= 2 else _ITEM_HEADING_LONGEST
        return "heading" if more and len(section.title) <= longest else "item"
    if len(said) <= 30 and (
        _SIGNED.match(said) or (not re.search("[。,;:!?、]", said) and re.search("(?:会|局|处|厂|公司|办公室|委员会|集团|院|校)$", said))
    ):
        return "signature"
    return "body"
