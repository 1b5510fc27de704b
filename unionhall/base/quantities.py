"""Quantities in running Chinese text: counts, money, shares, ranks, dates, and numbers that count nothing.

Texts have half-width digits and punctuation. Values are ``Decimal``; money is in yuan (元).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from unionhall.base.measures import MEASURES, SIZE, unit

Kind = Literal["count", "money", "percent", "multiple", "size", "rank", "session", "ordinal", "date", "name"]


@dataclass(frozen=True)
class Quantity:
    """A number with what it counts by; ``upper`` is the upper bound of a range, ``approx`` marks 近, 余, 多, 以上.

    Kinds: ``count``; ``money`` in 元; ``percent`` (80% is 80); ``multiple`` 倍; ``size`` of time, length, weight; ``rank`` 第二名, 一等奖
    and 五星级 with the words in ``rank``; ``session`` 四届三次; ``ordinal`` 第五届; ``date`` and ``name`` have no value: a date or period,
    and a number that counts nothing (第3条, 3#, 十八大). ``numeral`` is the number as written, ``per`` what it is for each of (元/户),
    ``step`` the smallest difference that its writing shows: 100 for 1.23万元.
    """

    start: int
    end: int
    kind: Kind
    numeral: str = ""
    value: Decimal | None = None
    upper: Decimal | None = None
    unit: str = ""
    approx: bool = False
    rank: str = ""
    per: str = ""
    step: Decimal = Decimal(1)


# -- numerals ----------------------------------------------------------------------------------------------------------------------

_ALIKE = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟萬億貳參陸○◯〇兩", "一二三四五六七八九十百千万亿二三六零零零两")
_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"两": 2}
_SCALES = {"千": 1000, "百": 100, "十": 10}
_ARABIC = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
_D = "一二两三四五六七八九"
_CAPITALS = "壹贰叁肆伍陆柒捌玖拾佰仟萬零"
_CHINESE = rf"(?:[{_CAPITALS}万亿]{{2,}}|(?:[{_D}零〇○十百千万亿]|(?<=[{_D}十百千万])点(?=[{_D}零]))+)"
_VAGUE = rf"(?:[几数上好][十百千万亿]+|[{_D}]?十几|[{_D}]百几十)"
NUMERAL = rf"(?:{_ARABIC}(?:[百千万亿]+(?:\d+[千百])*|(?![\d十]))|{_VAGUE}|{_CHINESE})"


def value_of(writing: str) -> Decimal:
    """What a numeral says: 1,200; 1.2万; 3万5千; 三百零五; 一百五 (150); 二〇一四; 壹万贰仟; 百 (100); 半 (0.5); 十几 (10, at the least).

    Raises ``ValueError`` where it is no numeral.
    """
    plain = writing.translate(_ALIKE).replace(",", "")
    if plain == "半":
        return Decimal("0.5")
    if len(plain) > 1 and all(character in _DIGITS for character in plain):
        return Decimal("".join(str(_DIGITS[character]) for character in plain))
    if not plain or not re.fullmatch(rf"[\d.点{_D}零十百千万亿几数上好]+", plain):
        raise ValueError(f"看不懂数字“{writing}”")
    return _large(plain.replace("零", "") or "零", writing)


def _large(plain: str, writing: str) -> Decimal:
    for scale, worth in (("亿", 10**8), ("万", 10**4)):
        head, found, tail = plain.rpartition(scale)
        if found:
            return (_large(head, writing) if head else Decimal(1)) * worth + _rest(tail, worth, writing)
    return _group(plain, writing)


def _rest(tail: str, worth: int, writing: str) -> Decimal:
    """What follows a scale: 一万五 is 15 000."""
    if not tail:
        return Decimal(0)
    return Decimal(_DIGITS[tail] * worth // 10) if tail in _DIGITS and "零" not in writing.translate(_ALIKE) else _large(tail, writing)


def _group(plain: str, writing: str) -> Decimal:
    total, number, last = Decimal(0), None, 1
    for piece in re.findall(r"\d+(?:\.\d+)?|点.*|.", plain):
        if piece in _SCALES:
            total, number, last = total + (Decimal(1) if number is None else number) * _SCALES[piece], None, _SCALES[piece]
        elif piece.startswith("点"):
            total, number = total + (number or 0) + Decimal("0." + "".join(str(_DIGITS[digit]) for digit in piece[1:])), None
        elif piece in "几数上好":
            number = Decimal(1) if last == 1 else Decimal(0)
        elif number is None and (piece in _DIGITS or piece[0].isdigit()):
            number = Decimal(_DIGITS[piece]) if piece in _DIGITS else Decimal(piece)
        else:
            raise ValueError(f"看不懂数字“{writing}”")
    if number is None:
        return total
    # 一百五 is 150: what stands alone behind a hundred counts tens.
    spoken = last >= 100 and "零" not in writing.translate(_ALIKE) and not plain[-1].isdigit()
    return total + number * (last // 10 if spoken else 1)


# -- the patterns, tried in this order at every place where a number may begin -------------------------------------------------------

_LEAD = re.compile(
    "(?P<vague>将近|接近|大约|(?<![要合契预节制邀特签公])约|(?<![附最邻])近|超过|超|逾|突破|不得?少于|不得?低于|不多于|不得?超过|不到|至少|最多)$|(?:达到|高达|多达|达|¥|人民币|RMB)$"
)
_TAIL = "(?P<tail>以上|以下|以内|左右|上下|余)?"
_TO = "(?:-|–|—|~|∼|至|到)"
_MONTH = r"(?:\d{1,2}|[xX×*?]{1,2}|[一二三四五六七八九十]{1,2})"
_FULL_YEAR = r"(?:(?:19|20)\d\d|20[xX×*]{1,2}|[xX×*]{2,4}|[二一][零〇○九][一二三四五六七八九零〇○]{2})"
_SHORT_YEAR = r"\d\d(?=年(?:度|[上下]半年|初|底|末|\d))"
_DAYS = rf"(?:{_MONTH}(?:{_TO}{_MONTH})?[日号]|[初末底中]|[上中下]旬|以来)?"
_MONTHS = rf"{_MONTH}(?:月份?)?(?:{_TO}{_MONTH})?月份?(?!刊|报|饼){_DAYS}"
_QUARTER = rf"第?[一二三四1-4](?:{_TO}[一二三四1-4])?季度"
_DATE = (
    rf"(?:{_FULL_YEAR}|{_SHORT_YEAR})年度?(?:[上下]半年|{_QUARTER}|{_MONTHS}|[初末底中])?(?:以来)?|{_MONTHS}|{_QUARTER}|[上下]半年"
    r"|(?:19|20)\d\d[-./]\d{1,2}(?:[-./]\d{1,2})?(?!\d)|\d{1,2}:\d\d(?::\d\d)?|\d{1,2}[时点]\d{1,2}分(?!钟)"
    rf"|(?:[\d{_D}十]+|数|几|半)(?:年|个多?月|天|周)多?(?:以来|来|间)|\d{{1,2}}[日号](?=[,、。上下晚至起]|$)|(?:星期|周|礼拜)[一二三四五六日天]"
)
_NAME = (
    rf"第(?:{NUMERAL})(?:条|章|款|页|行|编|版|号|医院|小学|中学|部分|线|产业|时间|课堂|人称|期间|阶段|周期|步|、)"
    rf"|{NUMERAL}(?:#|号(?!召)|楼|层|路|街|幢|室|中学|小学|中全会|年级)|\d+(?:[+/×*]\d+)+(?![\d%])|\d{{7,}}(?![\d.]*[万亿元人])"
    rf"|[{_D}十]+届[{_D}十]+中(?=全会|、|,|和)|[{_D}十]{{2,3}}大(?!小|量|批)|[{_D}十]+五(?=规划|期间|计划|时期|”|以来)|[a-zA-Z]+-?\d+(?:\.\d+)*|\d+(?:\.\d+){{2,}}|\d+[a-zA-Z]+"
    r"|(?<=[上下新本这那某另同首])(?<!更新)一(?:届|次|期|批|轮|场|个|名|项)"
)
_SESSION = rf"第?(?P<term>\d+|[{_D}十]+)届(?:[^,。;、\d]{{0,12}}?)第?(?P<sitting>\d+|[{_D}十]+)次(?=[^,。;、次]{{0,14}}(?:会|代表))"
_RANK = (
    rf"(?:排名|名列|位列|位居|列|居)[^,。;\d{_D}十第]{{0,6}}第?(?P<place>\d+|[{_D}十]+)(?:名|位)?(?![{_D}\d个人次项年月])"
    rf"|第(?P<winner>\d+|[{_D}十]+)名|(?P<prize>[一二三四1-4])等(?P<what>奖|功)|(?P<stars>[{_D}1-7])星级"
)
_ORDINAL = rf"第(?P<number>\d+|[{_D}十]+)(?P<of>届|次(?=[^,。;]{{0,12}}(?:会|代表)))"
_PERCENT = (
    rf"(?:百分之(?P<hundredths>{NUMERAL})|(?P<percent>\d+(?:\.\d+)?)(?:%?{_TO}(?P<most>\d+(?:\.\d+)?))?(?P<sign>%|‰|个百分点)"
    rf"|(?P<tenths>[{_D}])成(?P<half>半)?(?![为立员果绩效本长熟功品份分就人])){_TAIL}"
)
_LISTED = rf"(?<=等)(?P<listed>[{_D}十])大(?=[一-鿿]{{2}})"
_NUMBER = (
    rf"(?P<low>{NUMERAL})(?P<more>[余多]|来(?=[人个名次位户]))?(?P<scale>[万亿千]*)(?P<many>[余多])?"
    rf"(?:(?P<between>[万亿]?元|{MEASURES})?{_TO}(?P<high>{NUMERAL})(?P<large>[万亿千]*))?"
)
_PER = "(?:/(?P<per>人次|[一-鿿]))?"
_MONEY = rf"{_NUMBER}(?P<yuan>元整?|圆整?|块钱)(?:(?P<tenth>[\d{_D}])角)?(?:(?P<cent>[\d{_D}])分)?{_PER}{_TAIL}"
_COUNT = rf"{_NUMBER}(?P<unit>{MEASURES}){_PER}{_TAIL}"

_PATTERNS = {
    kind: re.compile(pattern)
    for kind, pattern in {
        "date": _DATE,
        "session": _SESSION,
        "name": _NAME,
        "rank": _RANK,
        "ordinal": _ORDINAL,
        "percent": _PERCENT,
        "listed": _LISTED,
        "money": _MONEY,
        "count": _COUNT,
    }.items()
}
_BEGIN = re.compile(
    rf"[\d{_D}{_CAPITALS}〇○十百千万亿第几数半]|[xX×*]{{1,4}}(?=年|月|日)|[上好](?=[百千万几])|[a-zA-Z]+-?(?=\d)"
    r"|(?:星期|周|礼拜)(?=[一二三四五六日天])|排名|[名位]列|位居|[列居](?=第)|[上下]半年"
)


def find(text: str) -> list[Quantity]:
    """Every quantity of a text in its order; none overlaps another."""
    found, at = [], 0
    while begin := _BEGIN.search(text, at):
        quantity = _at(text, begin.start())
        if quantity:
            found.append(quantity)
        at = quantity.end if quantity else begin.start() + _idle(text, begin.start())
    return found


# A cell of a table: the column says what is counted, so that the number may stand without a measure word.
_CELL = re.compile(
    rf"(?P<lead>约|近|超过?|逾|不少于|不超过|至少|[¥￥])?(?P<low>{_ARABIC})(?P<more>[余多])?(?P<scale>[万亿千百]*)(?P<many>[余多])?"
    rf"(?:{_TO}(?P<high>{_ARABIC})(?P<large>[万亿千百]*))?{_TAIL}"
)
_MINUS = ("-", "−", "–")
_LONGEST_NUMBER = 9  # digits without commas; what is longer is a telephone or a code


def in_cell(text: str) -> Quantity | None:
    """The quantity that a cell of a table holds and nothing else: 3,400, -2, 约20, 1.2万, 3期, 95%; ``None`` for whatever else.

    Without a measure word the unit is empty. Digits with a zero before them (007) and long strings of them are no quantity.
    """
    if text[:1] in _MINUS and text[1:2].isdigit():
        found = in_cell(text[1:])
        return replace(found, end=len(text), value=-found.value, upper=None) if found and found.value else found
    bare = _CELL.fullmatch(text)
    if bare:
        return _bare(bare)
    quantities = find(text) if re.search(r"\d", text) else []
    if len(quantities) != 1 or quantities[0].end - quantities[0].start < len(text) or quantities[0].value is None:
        return None
    counts = quantities[0].kind in ("count", "money", "percent", "multiple", "size") and quantities[0].unit not in ("岁", "年")
    return quantities[0] if counts else None


def _bare(match: "re.Match[str]") -> Quantity | None:
    low = match["low"]
    code = re.match(r"0\d", low) or (len(low) > _LONGEST_NUMBER and low.isdigit() and not match["scale"])
    bounds = None if code else _bounds(match)
    if not bounds:
        return None
    rough = _approximate(match) or (match["lead"] or "¥") not in "¥￥"
    return Quantity(0, match.end(), "count", low, *bounds, "", rough, step=_step(low + match["scale"]))


def _idle(text: str, at: int) -> int:
    """How far a numeral reaches that nothing was made of: its last digits are no number of their own."""
    match = re.compile(NUMERAL).match(text, at)
    return match.end() - at if match else 1


def _at(text: str, at: int) -> Quantity | None:
    for kind, pattern in _PATTERNS.items():
        match = pattern.match(text, at)
        if match and (quantity := _BUILDERS[kind](match)):
            return quantity
    return None


def _dated(match: "re.Match[str]") -> Quantity:
    return Quantity(match.start(), match.end(), "date", match.group())


def _named(match: "re.Match[str]") -> Quantity:
    return Quantity(match.start(), match.end(), "name", match.group())


def _session(match: "re.Match[str]") -> Quantity:
    sitting = match["sitting"]
    return Quantity(match.start(), match.end(), "session", sitting, value_of(sitting), unit=f"次({match['term']}届)")


def _ranked(match: "re.Match[str]") -> Quantity:
    written = match["place"] or match["winner"] or match["prize"] or match["stars"]
    by = f"等{match['what']}" if match["prize"] else "星级" if match["stars"] else "名次"
    rank = f"第{written}名" if by == "名次" else written + by
    return Quantity(match.start(), match.end(), "rank", written, value_of(written), unit=by, rank=rank)


def _ordinal(match: "re.Match[str]") -> Quantity:
    return Quantity(match.start(), match.end(), "ordinal", match["number"], value_of(match["number"]), unit=match["of"])


def _percent(match: "re.Match[str]") -> Quantity:
    written = match["hundredths"] or match["percent"] or match["tenths"]
    value, step = value_of(written), _step(written)
    if match["tenths"]:
        value, step = value * 10 + (5 if match["half"] else 0), Decimal(10)
    start, vague = _led(match)
    most, by = match["most"], match["sign"] or "%"
    rough = vague or bool(match["tail"])
    return Quantity(start, match.end(), "percent", written, value, Decimal(most) if most else None, by, rough, step=step)


def _listed(match: "re.Match[str]") -> Quantity:
    return Quantity(match.start(), match.end(), "count", match["listed"], value_of(match["listed"]), unit="个")


def _money(match: "re.Match[str]") -> Quantity | None:
    found = _amount(match, "money", "元")
    if not found or found.value is None:
        return found
    small = sum(value_of(match[part]) * Decimal(worth) for part, worth in (("tenth", "0.1"), ("cent", "0.01")) if match[part])
    return replace(found, value=found.value + small)


def _count(match: "re.Match[str]") -> Quantity | None:
    word = match["unit"]
    return _amount(match, "multiple" if word == "倍" else "size" if SIZE.fullmatch(word) else "count", unit(word))


def _amount(match: "re.Match[str]", kind: Kind, by: str) -> Quantity | None:
    """A number with its unit; ``None`` where the digits make no number."""
    bounds = _bounds(match)
    if not bounds:
        return None
    start, vague = _led(match)
    rough = vague or _approximate(match)
    step = _step(match["low"] + match["scale"])
    return Quantity(start, match.end(), kind, match["low"], *bounds, by, rough, per=match["per"] or "", step=step)


def _led(match: "re.Match[str]") -> tuple[int, bool]:
    """Where the quantity begins with the word before it (近, 达, ¥), and whether that word makes it a rough one."""
    lead = _LEAD.search(match.string, max(0, match.start() - 4), match.start())
    return (lead.start(), bool(lead["vague"])) if lead else (match.start(), False)


def _approximate(match: "re.Match[str]") -> bool:
    return bool(match["more"] or match["many"] or match["tail"] or re.search("[几数上好]", match["low"]))


def _bounds(match: "re.Match[str]") -> tuple[Decimal, Decimal | None] | None:
    """Value and upper bound: 1-2篇, 三五个 (3 to 5), 20多万; ``None`` where the digits make no number."""
    low, high = match["low"], match["high"]
    try:
        if re.fullmatch(rf"[{_D}]{{2}}[十百千万]?", low) and low[0] != low[1]:
            return _neighbours(low, match["scale"])
        worth = value_of("1" + match["scale"]) if match["scale"] else Decimal(1)
        value = value_of(low) * worth
        if not high:
            return value, None
        upper = value_of(high + match["large"])
        # 3至5万元 means ten thousands at both ends, 3万至5万元 says so.
        shared = re.search("[千万亿]*$", high + match["large"])
        if shared and shared.group() and not re.search("[千万亿]", low + match["scale"]) and not match["between"]:
            value *= value_of("1" + shared.group())
        return (value, upper) if value < upper else None
    except ValueError:
        return None


def _step(written: str) -> Decimal:
    """The worth of the last printed digit: 1.2万 shows thousands, 12 ones."""
    arabic = re.fullmatch(r"[\d,]+(?:\.(?P<decimals>\d+))?(?P<scale>[百千万亿]*)", written)
    if not arabic:
        return Decimal(1)
    worth = value_of("1" + arabic["scale"]) if arabic["scale"] else Decimal(1)
    return worth.scaleb(-len(arabic["decimals"] or ""))


def _neighbours(low: str, scale: str) -> tuple[Decimal, Decimal] | None:
    """两三 is 2 to 3, 三五百 is 300 to 500."""
    worth = value_of("1" + low[2:] + scale) if low[2:] + scale else Decimal(1)
    first, second = value_of(low[0]) * worth, value_of(low[1]) * worth
    return (first, second) if first < second else None


_BUILDERS: dict[str, Callable[["re.Match[str]"], Quantity | None]] = {
    "date": _dated,
    "session": _session,
    "name": _named,
    "rank": _ranked,
    "ordinal": _ordinal,
    "percent": _percent,
    "listed": _listed,
    "money": _money,
    "count": _count,
}
