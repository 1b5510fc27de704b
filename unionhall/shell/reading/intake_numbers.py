"""The numbers that Word draws before paragraphs and keeps in no text: 一、 （一） 1. in the order of the document, by its own rules."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from unionhall.base.numerals import to_chinese

if TYPE_CHECKING:
    from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MOST_STYLES = 20  # that are based on one another
_DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")
_LEGAL = str.maketrans("一二三四五六七八九十", "壹贰叁肆伍陆柒捌玖拾")
_LEGAL_TRADITIONAL = str.maketrans("一二三四五六七八九十", "壹貳參肆伍陸柒捌玖拾")
_SIGNS = {
    "ideographTraditional": "甲乙丙丁戊己庚辛壬癸",
    "ideographZodiac": "子丑寅卯辰巳午未申酉戌亥",
    "decimalEnclosedCircle": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "decimalEnclosedCircleChinese": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "decimalEnclosedParen": "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇",
    "decimalEnclosedFullstop": "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛",
    "ideographEnclosedCircle": "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉",
}
_ROMAN = (
    ("m", 1000),
    ("cm", 900),
    ("d", 500),
    ("cd", 400),
    ("c", 100),
    ("xc", 90),
    ("l", 50),
    ("xl", 40),
    ("x", 10),
    ("ix", 9),
    ("v", 5),
    ("iv", 4),
    ("i", 1),
)


@dataclass(frozen=True)
class Level:
    """``text`` is what is drawn, with %1 for the number of the first level; ``restarts`` is the level below which it begins again."""

    start: int
    form: str
    text: str
    joined: bool
    restarts: int
    style: str
    legal: bool


@dataclass
class List:
    """One list of a document with its counters; several numberings may share it."""

    levels: dict[int, Level]
    counters: dict[int, int] = field(default_factory=dict)


class Numbers:
    """Counts paragraphs as Word does. ``numbering`` and ``styles`` are the parts of the package, where it has them."""

    def __init__(self, numbering: "_Element | None", styles: "_Element | None") -> None:
        self.styles = {} if styles is None else {style.get(W + "styleId", ""): style for style in styles.iter(W + "style")}
        self.lists: dict[str, List] = {}
        self.nums: dict[str, tuple[str, dict[int, int]]] = {}
        self.begun: set[str] = set()
        if numbering is not None:
            self._declare(numbering)

    def before(self, paragraph: "_Element") -> str:
        """The number in front of a paragraph; empty where it has none. To be asked once of each, in their order."""
        num, level = self._numbered(paragraph)
        place, starts = self.nums.get(num, ("", {}))
        found = self.lists.get(place)
        if not found or level not in found.levels:
            return ""
        if num not in self.begun:
            self.begun.add(num)
            for at, start in starts.items():
                found.counters[at] = start - 1
        rule = found.levels[level]
        found.counters[level] = found.counters.get(level, rule.start - 1) + 1
        for below in [at for at in found.counters if at > level]:
            if found.levels[below].restarts > level:
                del found.counters[below]
        return _drawn(found, level)

    def _numbered(self, paragraph: "_Element") -> tuple[str, int]:
        """The numbering and the level of a paragraph, its own or those of its style."""
        own = paragraph.find(f"{W}pPr/{W}numPr")
        style = _value(paragraph.find(f"{W}pPr/{W}pStyle"))
        num, level = _pair(own)
        for _ in range(_MOST_STYLES):
            declared = self.styles.get(style)
            if declared is None or (num and level is not None):
                break
            of_style = _pair(declared.find(f"{W}pPr/{W}numPr"))
            if of_style[0] and not num:
                linked = self.lists.get(self.nums.get(of_style[0], ("", {}))[0])
                by_style = [at for at, one in linked.levels.items() if one.style == style] if linked else []
                num, level = of_style[0], by_style[0] if by_style else of_style[1]
            style = _value(declared.find(W + "basedOn"))
        return num, level or 0

    def _declare(self, numbering: "_Element") -> None:
        links: dict[str, str] = {}
        for abstract in numbering.iter(W + "abstractNum"):
            place = abstract.get(W + "abstractNumId", "")
            self.lists[place] = List(_levels(abstract))
            if linked := _value(abstract.find(W + "numStyleLink")):
                links[place] = linked
            if named := _value(abstract.find(W + "styleLink")):
                links["=" + named] = place
        for num in numbering.iter(W + "num"):
            place = _value(num.find(W + "abstractNumId"))
            place = links.get("=" + links.get(place, ""), place)
            overrides = [(_count(one.get(W + "ilvl", "")), one) for one in num.iter(W + "lvlOverride")]
            own = {at: level for at, one in overrides for level in _levels(one).values()}
            if own and place in self.lists:
                number = num.get(W + "numId", "")
                self.lists[f"{place}/{number}"] = List(self.lists[place].levels | own)
                place = f"{place}/{number}"
            starts = (
                (at, one.find(W + "startOverride")) for at, one in overrides if place in self.lists and at in self.lists[place].levels
            )
            self.nums[num.get(W + "numId", "")] = (place, {at: _count(_value(start), 1) for at, start in starts if start is not None})


def _levels(parent: "_Element") -> dict[int, Level]:
    return {_count(one.get(W + "ilvl", "")): _level(one) for one in parent.iterchildren(W + "lvl")}


def _level(lvl: "_Element") -> Level:
    level = _count(lvl.get(W + "ilvl", ""))
    restart = _value(lvl.find(W + "lvlRestart"))
    form, text = _value(lvl.find(W + "numFmt")) or "decimal", _value(lvl.find(W + "lvlText"))
    # A level begins again below every higher one, or below those up to lvlRestart; 0 says never.
    restarts = min(level, _count(restart)) if restart else level
    joined = _value(lvl.find(W + "suff")) == "nothing"
    start, style = _count(_value(lvl.find(W + "start")), 1), _value(lvl.find(W + "pStyle"))
    return Level(start, form, text, joined, restarts, style, lvl.find(W + "isLgl") is not None)


def _pair(numbered: "_Element | None") -> tuple[str, int | None]:
    if numbered is None:
        return "", None
    level = _value(numbered.find(W + "ilvl"))
    return _value(numbered.find(W + "numId")), _count(level) if level else None


def _value(element: "_Element | None") -> str:
    return "" if element is None else str(element.get(W + "val", ""))


def _count(written: str, otherwise: int = 0) -> int:
    return int(written) if written.isdigit() and len(written) < 6 else otherwise


def _drawn(found: List, level: int) -> str:
    """1.2 and the like: the numbers of all levels that the text of this one names."""
    rule = found.levels[level]
    if rule.form == "bullet":
        return ""
    text = rule.text
    for at, of in found.levels.items():
        number = found.counters.get(at, of.start)
        text = text.replace(f"%{at + 1}", written(number, "decimal" if rule.legal else of.form))
    # 1. before 2024年 must not be read as one number.
    return text + (" " if text[-1:].isascii() and text and not rule.joined else "")


def written(number: int, form: str) -> str:
    """A number in one of Word's forms; where a form has no sign for it, in digits."""
    if form in _SIGNS:
        return _SIGNS[form][number - 1] if 0 < number <= len(_SIGNS[form]) else str(number)
    try:
        return _FORMS.get(form, str)(number)
    except ValueError:
        return str(number)


def _letters(number: int) -> str:
    """a to z, then aa, bb."""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1) if 0 < number <= 260 else str(number)


def _roman(number: int) -> str:
    text = ""
    for sign, worth in _ROMAN if 0 < number < 4000 else ():
        text += sign * (number // worth)
        number %= worth
    return text or str(number)


_FORMS: dict[str, Callable[[int], str]] = {
    **dict.fromkeys(
        ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting", "taiwaneseCountingThousand"), to_chinese
    ),
    "ideographDigital": lambda number: str(number).translate(_DIGITS),
    "chineseLegalSimplified": lambda number: to_chinese(number).translate(_LEGAL),
    "ideographLegalTraditional": lambda number: to_chinese(number).translate(_LEGAL_TRADITIONAL),
    "decimalZero": lambda number: f"{number:02d}",
    "decimalFullWidth": lambda number: str(number).translate({ord("0") + digit: 0xFF10 + digit for digit in range(10)}),
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "none": lambda number: "",
}
