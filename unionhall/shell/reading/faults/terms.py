"""Set terms that are one character off: 集体合铜, 工人前锋号, 民主管工作."""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import rjieba

from unionhall.shell.reading.faults.dictionary import frequency, looks_like, office, sounds_like, trade
from unionhall.shell.reading.faults.fault import Found
from unionhall.shell.reading.faults.words import FUNCTION, LEAST, SELDOM, Token, known

_HAN = re.compile("[一-鿿]+")
_BOUND = 1500  # counts of a character that hardly stands alone
_UNUSUAL = 1000  # counts of a character that is no word of every day
_SHORT = 3  # characters of a term of which the first or last may belong to the word beside it
_LONG = 5  # characters of a term of which any one inside may be another


class Slip(NamedTuple):
    """Where a term stands with one character wrong, lost or moved, and the term."""

    start: int
    end: int
    term: str


Index = dict[str, list[tuple[int, str]]]


@cache
def _index() -> Index:
    """Terms by three characters at one of their ends as a slip in the rest may leave them, each with where it begins from there.

    ``?`` is a character that may be any. Of terms of three characters two are enough.
    """
    index: Index = defaultdict(list)
    for term in sorted(trade(), key=len, reverse=True):
        first, last = term[:4], term[-4:]
        if len(term) == 3:
            keys = [(term[:2] + "?", 0), ("?" + term[1:], 0), (term[0] + "?" + term[2], 0)]
        else:
            # Whole; the next one lost, or changed places with; the next one wrong. At the head, then at the tail.
            keys = [(first[:3], 0), (first[:2] + first[3], 0), (first[:2] + "?" + first[3], 0)]
            keys += [(last[1:], 3 - len(term)), (last[0] + last[2:], 3 - len(term)), (last[0] + "?" + last[2:], 4 - len(term))]
        for key, start in keys:
            index[key].append((start, term))
    return dict(index)


def find(text: str, cut: list[Token]) -> Iterator[Found]:
    """Misspelt terms of a clean text; ``cut`` is the text in words."""
    sound = _sound(text, cut)
    cuts = {token.start: token.word for token in cut}
    last = 0
    for slip in sorted(_slips(text), key=lambda slip: (slip.start, slip.start - slip.end)):
        written = text[slip.start : slip.end]
        if slip.start >= last and written not in trade() and _is_slip(text, slip, sound, cuts):
            last = slip.end
            yield Found(slip.start, slip.end, "wrong_word", f"“{written}”应为“{slip.term}”", slip.term)


_TORN, _WHOLE, _TERM = 0, 1, 2


def _sound(text: str, cut: list[Token]) -> bytearray:
    """For each character whether it stands alone or in a word that hardly exists, in a good word, or in a term as it should be."""
    sound = bytearray(len(text))
    for token in cut:
        alone = len(token.word) == 1 and token.word not in FUNCTION
        rare = len(token.word) == 2 and frequency(token.word) <= SELDOM and token.word not in known() | office()
        if not (alone or rare):
            sound[token.start : token.end] = bytes([_WHOLE]) * (token.end - token.start)
    for at in range(len(text) - 2):
        three = text[at : at + 3]
        if three in trade():
            sound[at : at + 3] = bytes([_TERM]) * 3
        for start, term in _index().get(three, ()):
            if start == 0 and text.startswith(term, at):
                sound[at : at + len(term)] = bytes([_TERM]) * len(term)
    return sound


def _slips(text: str) -> Iterator[Slip]:
    """Places where one end of a term stands and the rest of it nearly."""
    index = _index()
    for at in range(len(text) - 1):
        one, two, three, four = text[at], text[at + 1], text[at + 2 : at + 3], text[at + 3 : at + 4]
        for key in (one + two + three, f"{one}{two}?", f"?{two}{three}", f"{one}?{three}", f"{one}{two}?{four}", f"{one}?{three}{four}"):
            for start, term in index.get(key, ()):
                for lost in (0, 1):
                    first = at + start + (lost if start < 0 else 0)
                    if first >= 0 and first + len(term) - lost <= len(text):
                        yield from _near(text, first, first + len(term) - lost, term)


def _near(text: str, start: int, end: int, term: str) -> Iterator[Slip]:
    written = text[start:end]
    if len(written) == len(term):
        wrong = [place for place, (one, other) in enumerate(zip(written, term, strict=True)) if one != other]
        swapped = len(wrong) == 2 and wrong[1] == wrong[0] + 1 and sorted(written) == sorted(term)
        if len(wrong) == 1 or swapped:
            yield Slip(start, end, term)
    elif any(written == term[:place] + term[place + 1 :] for place in range(len(term))):
        yield Slip(start, end, term)


def _is_slip(text: str, slip: Slip, sound: bytearray, cuts: dict[int, str]) -> bool:
    """Whether what stands there is no good text: a character alike, next to words that fall apart. ``cuts`` are the words by place."""
    written, term = text[slip.start : slip.end], slip.term
    place = next((at for at, (one, other) in enumerate(zip(written, term, strict=False)) if one != other), len(written))
    at, lost = slip.start + place, len(written) < len(term)
    if not _HAN.fullmatch(written) or _TERM in sound[max(slip.start, at - lost) : at + 1 + lost]:
        return False  # a good term stands there
    torn = _TORN in sound[slip.start : slip.end]
    if lost or sorted(written) == sorted(term):
        return torn and (_is_lost(slip, place, text, cuts) if lost else len(term) > 3)
    return _is_other(text, slip, place, sound, cuts)


def _is_other(text: str, slip: Slip, place: int, sound: bytearray, cuts: dict[int, str]) -> bool:
    """Whether the one character that is another was meant to be the term's."""
    at, term = slip.start + place, slip.term
    one, other = text[at], term[place]
    torn = _TORN in sound[slip.start : slip.end]
    alike = other in sounds_like(one, same_tone=False) or other in looks_like(one)
    edge = {0: slip.start - 1, len(term) - 1: slip.end}.get(place, -1)
    if len(term) == _SHORT and 0 <= edge < len(text) and sound[edge] == _TORN and _HAN.match(text[edge]):
        return False  # 丧亲|职工: loose as well, and its other half maybe
    if len(term) >= _LONG and 0 < place < len(term) - 1:
        within = next((cuts[near] for near in range(at, at - 4, -1) if near in cuts and near + len(cuts[near]) > at), "")
        return (torn and within not in office()) or alike  # 新入职|职工 says what it means
    if len(term) > 3 and sound[at] == _TORN and frequency(one) < _UNUSUAL and _has_lost_its_half(slip, at, text, sound):
        return True
    if one in FUNCTION and not (torn and place):
        return False
    loose = any(len(cuts.get(near, "")) == 1 for near in range(slip.start, slip.end))
    return alike and (torn or ((len(term) > 3 or loose) and other in sounds_like(one, same_tone=True)))


def _has_lost_its_half(slip: Slip, at: int, text: str, sound: bytearray) -> bool:
    """合伺: a character beside which the other half of the term's word stands alone as well."""
    for first in (at - 1, at):
        if slip.start <= first and first + 2 <= slip.end and sound[first] == sound[first + 1] == _TORN:
            return not frequency(text[first : first + 2]) and frequency(slip.term[first - slip.start : first - slip.start + 2]) >= LEAST
    return False


def _is_lost(slip: Slip, place: int, text: str, cuts: dict[int, str]) -> bool:
    """民主管|工作: the words end where the term does, and one of them is half of the term's own word, with no sense of its own."""
    if len(slip.term) < 4 or slip.start not in cuts or (slip.end < len(text) and slip.end not in cuts):
        return False
    half = next(
        (at for at in (slip.start + place - 1, slip.start + place) if slip.start <= at < slip.end and len(cuts.get(at, "")) == 1), -1
    )
    if half < 0:
        return False
    before = half == slip.start + place - 1
    word = text[half] + slip.term[place] if before else slip.term[place] + text[half]
    if word not in office() and frequency(word) < LEAST:
        return False
    if len(slip.term) >= _LONG:
        return 0 < place < len(slip.term) - 1
    following = cuts.get(slip.end, "")
    noun = len(following) > 1 and rjieba.tag(following)[0][1].startswith(("n", "vn"))
    return noun if place == len(slip.term) - 1 else place > 0 and frequency(text[half]) < _BOUND
