"""Claims that cannot both be true: parts against their whole, products, rates, stages, balances, two values of one thing."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache

import rjieba

from unionhall.base import quantities
from unionhall.shell.reading.faults.cuts import extent
from unionhall.shell.reading.faults.dictionary import rows
from unionhall.shell.reading.faults.fault import Found, Severity
from unionhall.shell.reading.figures import Figure
from unionhall.shell.reading.text import Document, Reading

_MONEY = "元"
_PERSONS = ("人", "人次")
_TELLING = 400  # characters from which a paper without a word of the trade is about something else
_TELLING_MEASURE = 3  # characters of what is counted, below which two things may share the word
_CARRIED = re.compile("上年|历年|累计|往年|结转|滚存|以前年度|超额|去年")


@cache
def _listed(name: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(row) for row in rows(name))


def find(reading: Reading, figures: Sequence[Figure]) -> Iterator[Found]:
    """Contradictions, hard where arithmetic says so and soft where somebody has to look; offsets of the clean text."""
    by_sentence: dict[int, list[Figure]] = defaultdict(list)
    for figure in figures:
        if not figure.ordinal and not figure.rank and not figure.derived:
            by_sentence[figure.sentence.start].append(figure)
    yield from _parts(figures)
    for claims in by_sentence.values():
        yield from _products(reading, claims)
        yield from _stages(reading, claims)
        yield from _rates(reading, claims)
        yield from _balance(reading, claims)
        yield from _two_periods(reading, claims)
    yield from _two_values(figures)
    for document in reading.documents:
        yield from _masked_twice(reading, document)
        yield from _half_masked(reading, document)
        yield from _term(reading, document)
        start, end = extent(reading, document)
        if not document.union_work and end - start >= _TELLING:
            yield Found(start, end, "contradiction", "题文不符：内容不是工会工作", "换成本单位工会的文书")
    yield from _promised_papers(reading)


def _found(first: Figure, last: Figure, note: str, severity: Severity = "hard") -> Found:
    start, end = min(first.clean[0], last.clean[0]), max(first.clean[1], last.clean[1])
    return Found(start, end, "contradiction", note, "核对原始记录后改正", severity)


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _parts(figures: Sequence[Figure]) -> Iterator[Found]:
    """No part is more than its whole, and parts that exclude one another do not add up to more."""
    groups: dict[int, list[Figure]] = defaultdict(list)
    for figure in figures:
        if figure.parent is not None and figure.table is None:
            groups[figure.parent].append(figure)
    for place, parts in groups.items():
        whole = figures[place]
        same = [part for part in parts if _same_unit(part.unit, whole.unit)]
        if same and not whole.approx:
            yield from _parts_of(whole, same)


def _parts_of(whole: Figure, parts: list[Figure]) -> Iterator[Found]:
    total, limit = sum((part.value for part in parts), Decimal(0)), whole.value_max or whole.value
    largest = max(parts, key=lambda part: part.value)
    if largest.value > limit:
        yield _found(whole, parts[-1], f"其中 {_plain(largest.value)} 多于总数 {_plain(whole.value)}")
    elif total > limit and _exclude(parts):
        yield _found(whole, parts[-1], f"其中各项合计 {_plain(total)}，多于总数 {_plain(whole.value)}")


def _exclude(parts: list[Figure]) -> bool:
    """Money is spent once and meetings are held once; a person may be a woman and a party member at the same time."""
    if parts[0].unit not in _PERSONS:
        return True
    return len(parts) == 2 and {part.measure.strip()[:1] for part in parts} == {"男", "女"}


def _ratio(figure: Figure) -> tuple[str, str] | None:
    """元/户: money for each household."""
    above, stroke, below = figure.unit.partition("/")
    return (above, below) if stroke and below not in ("次", "年", "季", "月", "周", "日") else None


def _same_unit(one: str, other: str) -> bool:
    return one == other or {one, other} <= set(_PERSONS)


_TOTAL = re.compile("(?:共计|合计|总计|总共|共|累计|总额|总值)[一-鿿]{0,8}$|(?:共计|合计|总计)[一-鿿]{0,8}[^一-鿿]{0,2}$")


def _products(reading: Reading, claims: list[Figure]) -> Iterator[Found]:
    """20 户, 每户 600 元, 共计 12000 元; several such products may add up to one total."""
    products: list[Decimal] = []
    first: Figure | None = None
    count: Figure | None = None
    for figure in claims:
        ratio = _ratio(figure)
        if ratio and count and _same_unit(ratio[1], count.unit):
            products.append(figure.value * count.value)
            first = first or count
        elif not ratio:
            before = reading.clean.text[figure.sentence.start : figure.clean[0]]
            total = products and first and _TOTAL.search(before) and _same_unit(figure.unit, _unit_of(claims))
            if total and first and not any(one.approx for one in claims) and figure.value not in (products[-1], sum(products)):
                yield _found(first, figure, f"按单价和数量应为 {_plain(sum(products, Decimal(0)))}，写的是 {_plain(figure.value)}")
            count = figure


def _unit_of(claims: list[Figure]) -> str:
    return next((ratio[0] for figure in claims if (ratio := _ratio(figure))), "")


def _context(reading: Reading, claims: list[Figure], index: int) -> str:
    """What is said between the figure before and this one, and behind this one up to the next mark."""
    figure = claims[index]
    start = claims[index - 1].clean[1] if index else figure.sentence.start
    behind = re.match("[^,。;、]{0,10}", reading.clean.text[figure.clean[1] : figure.sentence.end])
    return reading.clean.text[start : figure.clean[0]] + (behind.group() if behind else "")


def _stages(reading: Reading, claims: list[Figure]) -> Iterator[Found]:
    contexts = [_context(reading, claims, index) for index in range(len(claims))]
    sentence = reading.say(claims[0].sentence)
    if _CARRIED.search(sentence):
        return
    for earlier, later in _listed("stages.txt"):
        whole: Figure | None = None
        parts: list[Figure] = []
        for figure, context in zip(claims, contexts, strict=True):
            if re.search(earlier, context):
                whole, parts = figure, []
            elif whole and figure.parent is None and _same_unit(figure.unit, whole.unit) and re.search(later, context):
                parts.append(figure)
        if whole and parts and _exact(whole):
            yield from _stage(whole, parts)


def _stage(whole: Figure, parts: list[Figure]) -> Iterator[Found]:
    largest = max(part.value for part in parts)
    if largest > whole.value:
        yield _found(whole, parts[-1], f"后一步的 {_plain(largest)} 多于前一步的 {_plain(whole.value)}")


def _exact(figure: Figure) -> bool:
    return not figure.approx and figure.value_max is None


def _rates(reading: Reading, claims: list[Figure]) -> Iterator[Found]:
    contexts = [_context(reading, claims, index) for index in range(len(claims))]
    for index, rate in enumerate(claims):
        if rate.unit != "%" or rate.approx:
            continue
        for name, above, below in _listed("rates.txt"):
            if not re.search(f"(?:{name})[^,。;]{{0,6}}$", contexts[index].partition("%")[0][:40].rstrip()):
                continue
            pairs = list(zip(claims[:index], contexts, strict=False))
            part = next((one for one, said in reversed(pairs) if re.search(above, said)), None)
            whole = next(
                (one for one, said in reversed(pairs) if one is not part and re.search(below, said) and not re.search(above, said)), None
            )
            if part and whole and _exact(part) and _exact(whole) and whole.value and _same_unit(part.unit, whole.unit):
                yield from _compared(part, whole, rate)
            break


def _compared(part: Figure, whole: Figure, rate: Figure) -> Iterator[Found]:
    actual = part.value * 100 / whole.value
    decimals = max(0, -int(rate.value.as_tuple().exponent))
    if abs(actual - rate.value) > Decimal(10) ** -decimals:
        first = min(part, whole, key=lambda figure: figure.clean[0])
        yield _found(first, rate, f"{_plain(part.value)} ÷ {_plain(whole.value)} = {actual:.1f}%，写的是 {_plain(rate.value)}%")


def _balance(reading: Reading, claims: list[Figure]) -> Iterator[Found]:
    """收入 − 支出 = 结余, where nothing was brought forward."""
    contexts = [_context(reading, claims, index) for index in range(len(claims))]
    named = {
        word: figure
        for figure, said in zip(claims, contexts, strict=True)
        for word in ("收入", "支出", "结余")
        if figure.unit == _MONEY and re.search(f"{word}[^,。;]{{0,6}}$", said)
    }
    if len(named) == 3 and not _CARRIED.search(reading.say(claims[0].sentence)) and all(map(_exact, named.values())):
        rest = named["收入"].value - named["支出"].value
        if rest != named["结余"].value:
            yield _found(named["收入"], named["结余"], f"收入减支出应为 {_plain(rest)} 元，写的是 {_plain(named['结余'].value)} 元")


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
            note = f"“{figure.measure}”前文写作 {_plain(earlier.value)}{figure.unit}，这里写作 {_plain(figure.value)}{figure.unit}"
            yield Found(*figure.clean, "contradiction", note, "核对原始记录后统一", "soft")


_PART_OF_YEAR = re.compile("[一二三四]季度|[上下]半年|(?<!\\d)\\d{1,2}月份?(?!\\d)")


def _two_periods(reading: Reading, claims: list[Figure]) -> Iterator[Found]:
    """A figure that is said of a quarter and of the whole year in one breath."""
    for index, figure in enumerate(claims):
        start = claims[index - 1].clean[1] if index else figure.sentence.start
        said = re.split("[;。]", reading.clean.text[start : figure.clean[0]])[-1]
        start = figure.clean[0] - len(said)
        part, year = _PART_OF_YEAR.search(said), re.search("全年(?:共|累计|总共)", said)
        if part and year and part.start() < year.start():
            note = f"同一个数前说“{part.group()}”，后说“全年”"
            yield Found(start + part.start(), figure.clean[1], "contradiction", note, "写明是哪个时期的数", "soft")


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
            note = f"题目说有 {_plain(wanted)} 篇，文中只有 {len(reading.documents)} 篇"
            yield Found(*match.span(), "contradiction", note, "补全，或改题目")
