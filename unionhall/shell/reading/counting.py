"""Numbers whose measure word is in no list: 12案, 3500题, 20听奶粉.

Nearly any noun for a thing can stand behind a number and count. At the end of a clause every single character does, before a noun only
one that the tables of measure words have (《现代汉语八百词》附录“名词、量词配合表”).
"""

import re
from dataclasses import replace

from unionhall.base import quantities
from unionhall.base.quantities import Quantity
from unionhall.shell.reading.words import tagged

_NUMBER = r"(?<![第前近\dA-Za-z.,/:-])(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?[万千百]*[余多]?"
_WRITTEN = "(?<![第一二两三四五六七八九十百千万几数])[一二两三四五六七八九十百千万]{2,}[余多]?"
# Clocks, floors, grades, bus lines, decades, ranks, places: a number before them names something.
_NAMING = "年月日时点分秒岁号度级层楼室路线代届等倍成元角后前来内外上下中间大强星折比周里多余几十百千万亿第期人次会的"
_AT_END = re.compile(rf"{_NUMBER}(?P<word>(?![{_NAMING}])[一-鿿])(?=[,。;:!、)]|$|和(?!谐|气)|及)")
_MEDALS = re.compile(rf"{_NUMBER}(?P<word>[金银铜])(?=[\d,。;、)]|$)")
_COUNTERS = (
    "把杯柄餐串丛簇沓袋道滴朵堆段顿份幅副竿根管罐锅行壶集剂具句卷颗筐捆粒列笼缕轮枚幕排盘匹片曲扇身首束听挺筒头碗席张札盏阵支枝只株桩幢尊提贴帖"
    "兜拨"
)
_BEFORE_A_NOUN = re.compile(rf"{_NUMBER}(?P<word>[{_COUNTERS}])(?=[一-鿿]{{2}})")
_KINDS = re.compile(rf"{_NUMBER}(?P<word>类)(?=\d)")  # 3类11个
_IN_WORDS = re.compile(rf"{_WRITTEN}(?P<word>[{_COUNTERS}])(?=[,。;:!、)]|$|[一-鿿]{{2}})")
_ANY = "只"  # a measure word of every list, put in to have the number parsed


def found(text: str) -> list[Quantity]:
    """Every quantity of a sentence, with and without a measure word of the lists, in order."""
    known = quantities.find(text)
    unlisted = {
        match.start("word")
        for pattern in (_AT_END, _MEDALS, _BEFORE_A_NOUN, _KINDS, _IN_WORDS)
        for match in pattern.finditer(text)
        if _counts(match)
    }
    unlisted -= {at for at in unlisted for one in known if one.start <= at < one.end}
    if not unlisted:
        return known
    spoken = "".join(_ANY if at in unlisted else character for at, character in enumerate(text))
    return [replace(one, unit=text[one.end - 1]) if one.end - 1 in unlisted else one for one in quantities.find(spoken)]


def _counts(match: "re.Match[str]") -> bool:
    """Whether the character stands for itself and begins no word: 3人组 and 5提高 count nothing."""
    at = match.start("word")
    return (
        bool(match.string[at - 1].isdigit() or match.string[at - 1] in "万千百余多")
        and tagged(match.string[at : at + 4])[0][0] == match["word"]
    )
