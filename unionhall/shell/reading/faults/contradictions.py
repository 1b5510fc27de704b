"""Claims that cannot both be true: parts against their whole, products, rates, stages, balances, two values of one thing."""

import re
from collections.abc import Iterator, Sequence

import rjieba

from unionhall.base import quantities
from unionhall.shell.reading.faults import (
    amounts,
    changes,
    dates,
    denied,
    flows,
    listed,
    partition,
    parts,
    products,
    rates,
    restated,
    spans,
    stocks,
    sums,
)
from unionhall.shell.reading.faults.cuts import extent
from unionhall.shell.reading.faults.fault import Found
from unionhall.shell.reading.faults.told import Told, plain, sentences
from unionhall.shell.reading.figures import Figure
from unionhall.shell.reading.text import Document, Reading

_TELLING = 400  # characters from which a paper without a word of the trade is about something else
_TELLING_MEASURE = 3  # characters of what is counted, below which two things may share the word


def find(reading: Reading, figures: Sequence[Figure]) -> Iterator[Found]:
    """Contradictions, hard where arithmetic says so and soft where somebody has to look; offsets of the clean text.

    Two checks that end at the same figure say the same thing: the first is kept.
    """
    ends: set[int] = set()
    for found in _all(reading, figures):
        if found.end not in ends:
            ends.add(found.end)
            yield found


def _all(reading: Reading, figures: Sequence[Figure]) -> Iterator[Found]:
    told = sentences(reading, figures)
    yield from parts.find(figures, told)
    for check in (products.find, sums.find, partition.find, flows.find, rates.find, changes.find, spans.often):
        yield from check(told)
    yield from _two_periods(told)
    yield from _two_values(figures)
    yield from restated.find(reading, told)
    yield from stocks.find(reading, told)
    yield from denied.find(reading, told)
    yield from amounts.find(reading.clean.text)
    yield from listed.find(reading.clean.text)
    for document in reading.documents:
        yield from _masked_twice(reading, document)
        yield from _half_masked(reading, document)
        yield from _term(reading, document)
        yield from spans.find(reading, document)
        yield from dates.find(reading, document)
        start, end = extent(reading, document)
        tabled = sum(table.end - table.start for table in reading.tables if start <= table.start < end)
        if not document.union_work and end - start - tabled >= _TELLING:
            yield Found(start, end, "contradiction", "题文不符：内容不是工会工作", "换成本单位工会的文书")
    yield from _promised_papers(reading)


def _two_values(figures: Sequence[Figure]) -> Iterator[Found]:
    """One thing of one period with two values, in the same words, as a whole each time."""
    first: dict[tuple[int, str, str, str, str], Figure] = {}
    for figure in (one for one in figures if one.table is None):
        if figure.derived or figure.rank or figure.ordinal or figure.parent is not None or "/" in figure.unit or not figure.period:
            continue
        if len(figure.measure) < _TELLING_MEASURE or figure.modality not in ("done", "state"):
            continue
        earlier = first.setdefault((figure.document, figure.measure, figure.metric, figure.unit, figure.period), figure)
        if earlier.value != figure.value and earlier.sentence != figure.sentence and not (earlier.approx or figure.approx):
            note = f"“{figure.measure}”前文写作 {plain(earlier.value)}{figure.unit}，这里写作 {plain(figure.value)}{figure.unit}"
            yield Found(*figure.clean, "contradiction", note, "核对原始记录后统一", "soft")


_PART_OF_YEAR = re.compile("[一二三四]季度|[上下]半年|(?<!\\d)\\d{1,2}月份?(?!\\d)")


def _two_periods(sentences: Sequence[list[Told]]) -> Iterator[Found]:
    """A figure that is said of a quarter and of the whole year in one breath."""
    for told in sentences:
        for one in told:
            said = re.split("[;。]", one.before)[-1]
            part, year = _PART_OF_YEAR.search(said), re.search("全年(?:共|累计|总共)", said)
            if part and year and part.start() < year.start() and not one.figure.rank:
                note, start = f"同一个数前说“{part.group()}”，后说“全年”", one.figure.clean[0] - len(said)
                yield Found(start + part.start(), one.figure.clean[1], "contradiction", note, "写明是哪个时期的数", "soft")


_MASKED_YEAR = re.compile(r"20[xX×*]{1,2}|[××]{4}(?=年)|[xX]{4}(?=年)")
_PLANS = re.compile("计划|打算|安排|设想|思路|目标|展望")


def _masked_twice(reading: Reading, document: Document) -> Iterator[Found]:
    """One mask for the year that is reported and for the year that is planned: they cannot be told apart."""
    text = reading.clean.text
    start, end = extent(reading, document)
    first = _MASKED_YEAR.search(text, start, end)
    if not first or _PLANS.search(document.title):
        return
    for section in document.sections:
        head = text[section.start : min(section.end, section.start + 40)].partition("\n")[0]
        if first.group() in head and _PLANS.search(head) and len(head) <= 30 and section.start > first.start():
            note = f"“{first.group()}”既指总结的一年，又指计划的一年"
            yield Found(section.start, section.start + len(head), "contradiction", note, "写出两个实际年份", "soft")


_MASKED_PLACE = re.compile("[xX×]{1,3}(?P<suffix>省|市|区|县)")


def _half_masked(reading: Reading, document: Document) -> Iterator[Found]:
    """A place that is masked, and a place of the same rank that is named, in one sentence: the mask hides nothing."""
    for sentence in document.sentences:
        said = reading.say(sentence)
        for suffix in {match["suffix"] for match in _MASKED_PLACE.finditer(said)}:
            at = 0
            for word, tag in rjieba.tag(said):
                if tag == "ns" and said.startswith(suffix, at + len(word) - word.endswith(suffix)):
                    note = f"“{word}”写出了名称，同一句里又用“×{suffix}”隐去"
                    yield Found(sentence.start + at, sentence.start + at + len(word), "contradiction", note, "统一写出或统一隐去", "soft")
                at += len(word)


_TERM = re.compile("(?:过去的?|本届[^,。]{0,6}|任期的?)([一二三四五六七八九\\d])年")


def _term(reading: Reading, document: Document) -> Iterator[Found]:
    """A union's committee is elected for three or five years (中国工会章程)."""
    if not re.search("换届|届.{0,12}报告", document.title):
        return
    start, end = extent(reading, document)
    match = _TERM.search(reading.clean.text, start, end)
    if match and quantities.value_of(match[1]) not in (3, 5):
        note = f"任期写作{match[1]}年，基层工会每届任期为三年或五年"
        yield Found(*match.span(), "contradiction", note, "核对任期，或说明延期换届", "soft")


_PROMISED = re.compile(
    r"(?:^|(?<=[、。,了\n]))[^\n。,]{0,24}?(?:总结|报告|计划|范文|方案|讲话|汇报|材料|心得)[^\n。,\d]{0,6}?(\d{1,2}|[一二三四五六七八九十]{1,2})篇"
    r"(?=\s|$|[,。]|相关)"
)


def _promised_papers(reading: Reading) -> Iterator[Found]:
    """工作总结最新6篇: as many papers have to follow."""
    match = _PROMISED.search(reading.clean.text[:400])
    if match and reading.documents:
        wanted = quantities.value_of(match[1])
        if wanted >= 2 and wanted != len(reading.documents):
            note = f"题目说有 {plain(wanted)} 篇，文中只有 {len(reading.documents)} 篇"
            yield Found(*match.span(), "contradiction", note, "补全，或改题目")
