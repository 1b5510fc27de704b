"""What a paper tells twice with two values: the same deed in the same words, and a total against so many times so much."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from unionhall.base import quantities
from unionhall.shell.reading.faults.fault import Found
from unionhall.shell.reading.faults.told import Told, contradicts, plain, same_unit
from unionhall.shell.reading.text import Reading
from unionhall.shell.reading.words import tagged

_CONTENT = ("n", "v", "l", "j", "i", "a", "b", "z", "s", "x", "t")
# Words that say how much, when, or in what order, not what was done to whom.
_EMPTY = frozenset(
    "共 共计 合计 总计 累计 全年 今年 本年 本年度 年度 一年来 年来 以来 分别 先后 已 已经 其中 达 达到 有 为 是 人 名 个 了 的 中 在"
    " 看 总 总体 情况 方面 工作 我们 我会 进行 完成 开展 组织 共有 积极 认真 通过 参加 次 期间 期 做到 全部 总的来看 总的看 从 来看"
    " 来说 截至 目前 年底".split()
)
_YEAR = re.compile("今年|本年度?|全年|一年来|\\d{4}年(?!\\d)")
_NOW = re.compile("现有|目前|共有")
_MONTH = re.compile("(?<!\\d)(\\d{1,2}|[一二三四五六七八九十]{1,2})月")
_PLACED = re.compile(
    "春节|元旦|中秋|国庆|端午|五一|三八|六一|七一|八一|季度|半年|第[一二三四五六七八九十\\d]+[期批次轮届场]|[一二三四五六七八九十\\d]+(?:车间|分会|班组|小组)|两节"
)
_WHOLE = re.compile("共|累计|合计|总|结业|参训")
_WHERE = re.compile("全(?:[镇县市区厂局校院省国乡系队矿]|公司|集团|街道|系统|行业)")
_BODY = re.compile(
    "车间|分会|小组|分厂|分公司|分局|[一-鿿]科(?!学|技)|[一-鿿]队|[一-鿿]站|[一-鿿]所(?!有|在|属)|镇|乡|街道|社区|[一-鿿]县|项目部"
)
# The body that tells is now named and now not.
_TELLER = {"工会"}


class Deed(NamedTuple):
    """What a figure counts in its own clause and in its sentence, when (今年 or a month) and in how wide a house (全镇, 全厂)."""

    told: Told
    own: str
    said: str
    when: str
    where: str

    @property
    def words(self) -> frozenset[str]:
        """The words of its clause that tell one deed from another."""
        return _words(self.own)


def find(reading: Reading, sentences: Sequence[list[Told]]) -> Iterator[Found]:
    """Figures of one paper that cannot both be right."""
    deeds = [deed for told in sentences for one in told if (deed := _deed(reading, one))]
    seen: set[int] = set()
    for at, later in enumerate(deeds):
        for earlier in deeds[:at]:
            if later.told.figure.clean[0] not in seen and _same(reading, earlier, later) and earlier.told.value != later.told.value:
                seen.add(later.told.figure.clean[0])
                one, other = earlier.told.figure, later.told.figure
                note = f"前文写作“{one.text}”，这里写作“{other.text}”，说的是同一件事"
                yield Found(*other.clean, "contradiction", note, "核对原始记录后统一", "soft")
    yield from _all_of_them(sentences)
    yield from _times(sentences)


def _deed(reading: Reading, told: Told) -> Deed | None:
    figure = told.figure
    ratio = "/" in figure.unit or figure.unit in ("%", "倍", "天", "年", "个月", "方面", "分")
    if not told.exact or ratio or figure.parent is not None or figure.modality not in ("done", "state") or figure.rank:
        return None
    said = reading.clean.text[figure.sentence.start : figure.clean[0]]
    month, year = _MONTH.search(said), _YEAR.search(said)
    now = figure.modality == "state" and _NOW.search(told.clause)
    if not (month or year or now) or _PLACED.search(said + told.after):
        return None
    where, when = _WHERE.search(said), "现在" if now else f"{quantities.value_of(month[1])}月" if month else "今年"
    own = told.clause if len(_words(told.clause)) > 1 else told.before
    deed = Deed(told, own + "|" + told.after[:8], said + "|" + told.after, when, where.group() if where else "")
    return deed if len(deed.words) > 1 else None


def _words(text: str) -> frozenset[str]:
    text = _WHERE.sub("", text)
    return frozenset(
        word for word, tag in tagged(text) if tag.startswith(_CONTENT) and word not in _EMPTY and not re.search(r"[^一-鿿]|月", word)
    )


def _same(reading: Reading, earlier: Deed, later: Deed) -> bool:
    """Whether two figures tell of one thing: unit, time and words agree, and a paragraph or more lies between."""
    one, other = earlier.told.figure, later.told.figure
    if one.document != other.document or earlier.when != later.when or not same_unit(one.unit, other.unit):
        return False
    if "\n" not in reading.clean.text[one.clean[1] : other.clean[0]] or (earlier.where and later.where and earlier.where != later.where):
        return False
    if earlier.when == "今年":
        return earlier.words ^ later.words <= _TELLER or _same_clause(earlier, later)
    if earlier.when == "现在":
        own, known = _words(later.told.clause + "|" + later.told.after), [word for word in _words(later.said) if word in earlier.said]
        return len(own) > 1 and all(word in earlier.own for word in own) and len(known) > 2
    told_before = all(word in earlier.said for word in later.words)
    return told_before and (len(later.words) > 2 or later.words == earlier.words) and sum(word in earlier.own for word in later.words) > 1


def _same_clause(earlier: Deed, later: Deed) -> bool:
    """Whether both clauses have the same words, and nothing before them names a body of which one of them speaks."""
    one, other = (_words(deed.told.clause + "|" + deed.told.after[:8]) for deed in (earlier, later))
    named = [
        _BODY.search(deed.said) or _BODY.search(deed.told.figure.sentence.section.title if deed.told.figure.sentence.section else "")
        for deed in (earlier, later)
    ]
    return len(one) > 1 and one == other and not any(named)


_ALL = re.compile("^(?P<noun>[一-鿿]{2,6}?)(?:全部|全体|均已|全都)")
_STOCK = re.compile("现有|共有|总数|在册|在岗|设有|下设")


def _all_of_them(sentences: Sequence[list[Told]]) -> Iterator[Found]:
    """现有会员386名 … 368名会员全部."""
    told = [one for sentence in sentences for one in sentence if one.exact]
    for at, later in enumerate(told):
        every = _ALL.match(later.after)
        if not every or re.search("[一-鿿]", later.clause):
            continue
        whole = [
            one for one in told[:at] if _STOCK.search(one.clause) and re.search(f"{every['noun']}[^一-鿿]*$", one.clause + one.figure.unit)
        ]
        whole += [one for one in told[:at] if _STOCK.search(one.clause) and one.clause.endswith(every["noun"])]
        if whole and later.value not in [one.value for one in whole] and whole[-1].figure.document == later.figure.document:
            note = f"前文写作“{whole[-1].figure.text}”，这里的“全部”写作“{later.figure.text}”"
            yield Found(*later.figure.clean, "contradiction", note, "核对原始记录后统一", "soft")


def _times(sentences: Sequence[list[Told]]) -> Iterator[Found]:
    """4期, 每期60人 … 四期共培训300人."""
    known: list[tuple[Told, Told]] = []
    last: list[Told] = []
    for told in sentences:
        for at, one in enumerate(told):
            if at and one.exact:
                yield from _against(known, told[at - 1], one)
            below = one.figure.unit.partition("/")[2]
            count = next((other for other in reversed([*last, *told[:at]]) if other.figure.unit == below and other.exact), None)
            if below and count and one.exact and one.figure.modality == "done":
                known.append((count, one))
        last = told


def _against(known: list[tuple[Told, Told]], before: Told, one: Told) -> Iterator[Found]:
    """A total whose own clause names the number of times once more."""
    for count, each in known:
        again = before.figure.unit == count.figure.unit and before.value == count.value and before is not count
        counted = same_unit(one.figure.unit, each.figure.unit.partition("/")[0]) and count.figure.document == one.figure.document
        total = count.value * each.value
        if again and counted and each is not one and _WHOLE.search(one.before + one.after) and one.value != total:
            yield contradicts(before, one, f"{plain(count.value)} × {plain(each.value)} = {plain(total)}，写的是 {plain(one.value)}")
