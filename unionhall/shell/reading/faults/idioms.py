"""Idioms of four characters with one of them wrong: 行之有郊, 脚塌实地, 按步就班."""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from pypinyin.phrases_dict import phrases_dict

from unionhall.shell.reading.faults.dictionary import frequency, looks_like, rows, sounds_like
from unionhall.shell.reading.faults.fault import Found
from unionhall.shell.reading.faults.words import COMMON, FUNCTION, RARE, Token

_SIZE = 4
_HAN = re.compile("[一-鿿]{4}")
_USED = 20  # counts of an idiom that anybody knows
_FAR = 8  # times more frequent than a writing that the dictionary has as well
_UNUSUAL = 1000  # counts of a character that hardly stands alone


@cache
def _index() -> dict[str, list[str]]:
    """Idioms by what is left of them when one character, ``?``, may be any."""
    index: dict[str, list[str]] = defaultdict(list)
    listed = {word for row in rows("idioms.txt") for word in row}
    for word in listed | {word for word in phrases_dict if len(word) == _SIZE and frequency(word) >= _USED}:
        for place in range(_SIZE):
            index[_key(word, place)].append(word)
    return dict(index)


def _key(word: str, place: int) -> str:
    return f"{word[:place]}?{word[place + 1 :]}"


def find(text: str, cut: list[Token]) -> Iterator[Found]:
    """Misspelt idioms of a clean text; ``cut`` is the text in words."""
    index = _index()
    ends = {token.end for token in cut}
    words = {at: token.word for token in cut for at in range(token.start, token.end)}
    last = 0
    for token in cut:
        at, written = token.start, text[token.start : token.start + _SIZE]
        if at < last or at + _SIZE not in ends or not _HAN.fullmatch(written) or frequency(written) > RARE:
            continue
        for place in range(_SIZE):
            for idiom in index.get(_key(written, place), ()):
                if at >= last and written != idiom and _is_slip(written, idiom, place, words[at + place]):
                    last = at + _SIZE
                    yield Found(at, last, "wrong_word", f"“{written}”应为“{idiom}”", idiom)


def _is_slip(written: str, idiom: str, place: int, word: str) -> bool:
    """Whether the one character that differs was meant to be the idiom's: ``word`` is what the text has around it."""
    one, other = written[place], idiom[place]
    same = other in sounds_like(one, same_tone=True)
    if frequency(written):
        return (same or other in looks_like(one)) and frequency(idiom) >= _FAR * frequency(written)
    if len(word) > 1 and frequency(word) >= COMMON:
        return same and word != written[:2]
    if one in FUNCTION:
        return same
    alike = same or other in sounds_like(one, same_tone=False) or other in looks_like(one)
    return alike or (len(word) == 1 and frequency(one) < _UNUSUAL)
