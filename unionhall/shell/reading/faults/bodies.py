"""Another body's name left standing where a paper speaks of its own: whose members, whose leaders, whose signature."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import chain

from unionhall.shell.reading.faults.cuts import extent
from unionhall.shell.reading.faults.dictionary import frequency, rows
from unionhall.shell.reading.faults.fault import Found
from unionhall.shell.reading.text import Document, Reading
from unionhall.shell.reading.words import tagged

_WORDS = dict(rows("bodies.txt"))
_UNIT, _TOWN, _ABOVE = (f"(?:{_WORDS[kind]})" for kind in ("unit", "town", "above"))
_UNION, _LED, _STAFF = _WORDS["union"], f"(?:{_WORDS['led']})", _WORDS["staff"]
_NAME = rf"(?P<body>(?![本我全各该贵])[一-鿿]{{2,14}}?(?:{_UNIT}|{_TOWN}|{_ABOVE})(?!长|工作))"
_START = r"(?:^|(?<=[。;,!?\n]))[ ]*"
_OWN_LINE = re.compile(rf"^[ ]*(?:关于)?{_NAME}(?={_UNION}|[\dxX×]{{4}}年)", re.MULTILINE)
_OWN_SUBJECT = re.compile(rf"{_START}{_NAME}(?={_UNION})", re.MULTILINE)
_SIGNED = re.compile(rf"^[ ]*{_NAME}{_UNION}[ ]*$", re.MULTILINE)
# Where only the body itself can stand: its leaders, its members, its tasks, and what it did.
_AS_OWN = tuple(
    re.compile(pattern, re.MULTILINE)
    for pattern in (
        rf"在{_NAME}{_LED}的?(?:正确|坚强|统一|亲切|有力|大力)*(?:领导|带领|指导|关怀)",
        rf"(?:感谢|离不开|得益于|归功于|凝聚着?|是|依靠|代表|{_START}){_NAME}(?:全体|广大|各位){_STAFF}",
        rf"为(?:推动|促进|推进)?{_NAME}的?[^,。;\n]{{0,14}}[作做]出[^,。;\n]{{0,10}}贡献",
        rf"{_START}{_NAME}{_UNION}(?!主席|的|等|一行|代表|[与和同及到赴来])(?=[一-鿿])",
    )
)
_TOGETHER = re.compile(_WORDS["with"])
_GROUP = re.compile(_WORDS["group"])
_PLACE = re.compile(f"^[一-鿿]{{2,3}}{_ABOVE}(?=[一-鿿]{{2}})")
_OFTEN = 3  # times that another body is named from which on the paper is about it, too
_NAMED_TWICE = 2
_COMMON = 300  # counts of a word that is no name
_MASK = r"(?<![xX×*○])[xX×*○]{2,}"
_MASKED = re.compile(
    rf"(?:{_MASK}[^。,\n]{{0,10}})?在{_MASK}[^。,\n]{{0,12}}的?(?:正确|坚强|统一|亲切)领导下(?:,[^。,\n]{{0,6}}围绕[^。,\n]{{0,16}}(?:,|(?=。)))?"
)


def find(reading: Reading) -> Iterator[Found]:
    """Names of other bodies, and masks for a name that the paper tells elsewhere; offsets of the clean text."""
    for document in reading.documents:
        start, end = extent(reading, document)
        text = reading.clean.text[start:end]
        own = _own(text, document)
        yield from (Found(start + at, start + to, "boilerplate", note, hint) for at, to, note, hint in (*_left(text, own), *_masks(text)))


def _own(text: str, document: Document) -> str:
    """The body whose paper it is: by its title, its signature, or its most frequent mention; empty where nothing tells."""
    title = _OWN_LINE.search(document.title) or _OWN_LINE.match(text)
    if title and "\n" not in title["body"]:
        return title["body"]
    signed = list(_SIGNED.finditer(text))
    if signed:
        return signed[-1]["body"]
    named = Counter(match["body"] for match in _OWN_SUBJECT.finditer(text)).most_common(1)
    return named[0][0] if named and named[0][1] >= _NAMED_TWICE else ""


def _left(text: str, own: str) -> Iterator[tuple[int, int, str, str]]:
    """Where another body of the same rank stands as if the paper were its own."""
    last = 0
    for match in sorted(chain.from_iterable(pattern.finditer(text) for pattern in _AS_OWN) if own else (), key=lambda one: one.start()):
        body = match["body"]
        around = text[max(0, match.start() - 8) : match.start()] + match.group().replace(body, "").removeprefix("在").removeprefix("为")
        if match.start() < last or not _is_proper(body) or _is_related(body, own) or text.count(body) >= _OFTEN or _TOGETHER.search(around):
            continue
        start = max(text.rfind(mark, 0, match.start("body")) for mark in "。;!\n") + 1
        last = next((at for at in range(match.end(), len(text)) if text[at] in "。;!\n"), len(text))
        yield (
            match.start() if "," in text[start : match.start()] else start,
            last,
            f"写的是“{body}”，本文的单位是“{own}”",
            "换成本单位，或删去",
        )
    for match in _SIGNED.finditer(text):
        if own and match.start() > 0 and not _is_related(match["body"], own):
            yield match.start("body"), match.end(), f"落款是“{match['body']}”，本文的单位是“{own}”", "换成本单位"


@cache
def _rank(body: str) -> str:
    return next((kind for kind, words in (("unit", _UNIT), ("town", _TOWN), ("above", _ABOVE)) if re.search(f"{words}$", body)), "")


@cache
def _is_proper(body: str) -> bool:
    """Whether a body has a name of its own: 云澜纺织厂, not 民营医院 or 也是医院."""
    first, tag = tagged(body)[0]
    return tag in ("ns", "nr", "nz", "nt", "nrt") or (tag[0] not in "vdpcrmua" and frequency(first) < _COMMON)


def _is_related(body: str, own: str) -> bool:
    """Whether a body is the own one, a part of it, or above it."""
    one, other = (_PLACE.sub("", name) for name in (body, own))
    below = _rank(own) == "unit" and _GROUP.search(own)
    return one in own or other in body or one[:2] == other[:2] or _rank(body) != _rank(own) or bool(below or _GROUP.search(body))


def _masks(text: str) -> Iterator[tuple[int, int, str, str]]:
    """XX公司工会在XX党委的正确领导下 in a paper that names its body: the words of a model."""
    for match in _MASKED.finditer(text):
        rest = text[: match.start()] + "\n" + text[match.end() :]
        if re.search(rf"(?:为|{_START}){_NAME}", rest) and not re.search(_MASK, rest):
            yield *match.span(), "范文里的话，单位名称没有换", "写出本单位自己的事"
