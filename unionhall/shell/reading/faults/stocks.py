"""What the body has, told twice with two values in distant paragraphs, and more of its members at something than it has."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from unionhall.shell.reading.faults.dictionary import rows
from unionhall.shell.reading.faults.fault import Found
from unionhall.shell.reading.faults.told import Told, plain
from unionhall.shell.reading.text import Reading

_WORDS = dict(rows("stocks.txt"))
_THING = f"(?P<noun>{_WORDS['things']})"
_BEHIND = re.compile(f"^(?:{_WORDS['before']})?{_THING}(?!{_WORDS['unlike']})")
_BEFORE = re.compile(f"{_THING}(?:总?人?数|总量)?(?:[增升达减降发加展少大到至为了有共]|(?:年末|年底|期末)的?)*(?:[由从][^,。;]{{0,18}})?$")
_WHOLE = re.compile("全(?:[镇县市区厂局校院省系队矿站场村段所]|公司|集团|街道|系统|行业)的?|[本我](?:[镇县市区厂局校院队矿站场村会]|公司)")
_HAS = re.compile("现有|共有|下设|下辖|辖|设有|总数|在册|拥有|年[末底]|截[至止]")
_PART = re.compile(f"{_WORDS['parts']}[^,。;]{{0,6}}(?:现有|共有|有|的)")
_AT, _WIDER = re.compile(_WORDS["taking"]), re.compile(_WORDS["wider"])
_ANOTHER_TIME = re.compile("去年|上年|年初|原|此前|往年|以前|\\d{1,2}月|季度|半年|明年|力争|目标|计划|将|到20|由|从|新|其中|上届")
_YEAR_END = re.compile("12月")
_DISTINCT = ("人", "个", "家", "处")


class Stock(NamedTuple):
    """How many of what a paper says that its body has; ``whole`` is told of all the body."""

    told: Told
    noun: str
    whole: bool


def find(reading: Reading, sentences: Sequence[list[Told]]) -> Iterator[Found]:
    """Stocks of one paper that differ, and numbers of people that go beyond them."""
    known: dict[tuple[int, str], list[Stock]] = {}
    for one in (one for told in sentences for one in told):
        noun = _noun(one)
        if not noun or not one.exact or one.figure.unit not in _DISTINCT or one.figure.parent is not None:
            continue
        said = reading.clean.text[one.figure.sentence.start : one.figure.clean[0]]
        earlier = known.setdefault((one.figure.document, noun), [])
        stock = _stock(one, noun, said)
        if stock:
            yield from _differ(reading, earlier, stock)
            earlier.append(stock)
        elif earlier and one.figure.unit == "人" and _takes_part(one, said) and one.value > max(other.told.value for other in earlier):
            yield _found(one, earlier[-1].told, "多于全部")


def _noun(one: Told) -> str:
    match = _BEHIND.match(one.after) or _BEFORE.search(one.clause)
    return match["noun"] if match else ""


def _stock(one: Told, noun: str, said: str) -> Stock | None:
    """What is told of the body itself and of now."""
    own = _YEAR_END.sub("", one.before if "到" in one.before or "至" in one.before else one.clause)
    if _PART.search(said) or _ANOTHER_TIME.search(own) or "一半" in own:
        return None
    direct = re.search(f"(?:{_WHOLE.pattern})(?:共有|现有|有)?$", one.before) and one.after.startswith(noun)
    every = re.match(f"{noun}(?:全部|全都|均|都)", one.after) and not re.sub(f"对|已|{_WHOLE.pattern}", "", one.clause)
    direct = direct or every
    has = one.figure.modality == "state" and (_HAS.search(one.clause) or _WHOLE.search(one.clause) or _HAS.search(said.partition(",")[0]))
    if not (direct or has):
        return None
    return Stock(one, noun, bool(every or _WHOLE.search(one.clause) or re.search("总数|年[末底]", one.clause)))


def _differ(reading: Reading, earlier: Sequence[Stock], stock: Stock) -> Iterator[Found]:
    others = [one for one in earlier if one.told.figure.unit == stock.told.figure.unit and (one.whole or stock.whole)]
    if others and stock.told.value not in [one.told.value for one in others]:
        first = others[-1].told.figure
        if "\n" in reading.clean.text[first.clean[1] : stock.told.figure.clean[0]]:
            yield _found(stock.told, others[-1].told, "不同")


def _takes_part(one: Told, said: str) -> bool:
    return bool(_AT.search(one.clause + one.after)) and not _WIDER.search(said + one.after)


def _found(one: Told, other: Told, how: str) -> Found:
    note = f"前文写作“{other.figure.text}”（{plain(other.value)}），这里的“{one.figure.text}”与之{how}" if how == "不同" else ""
    note = note or f"这里的“{one.figure.text}”{how}（前文写作“{other.figure.text}”）"
    return Found(*one.figure.clean, "contradiction", note, "核对原始记录后统一", "soft")
