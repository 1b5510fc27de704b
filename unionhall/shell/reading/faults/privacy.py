"""What a public text must not say of persons: numbers that name them, and the names of those who are ill or were helped."""

import re
from collections.abc import Iterator

import rjieba

from unionhall.base import identifiers
from unionhall.shell.reading.faults.dictionary import rows
from unionhall.shell.reading.faults.fault import Found

_IDENTITY = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)|(?<!\d)\d{15}(?!\d)")
_PHONE = re.compile(r"(?<!\d)1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)")
_CARD = re.compile(r"(?<!\d)\d{4}(?: ?\d{4}){3}(?: ?\d{1,3})?(?!\d)")
_SENTENCE = re.compile(r"[^。!?\n]+")
_WORDS = dict(rows("people.txt"))
_WEAK, _TITLE, _SURNAME = re.compile(_WORDS["weak"]), _WORDS["title"], _WORDS["surname"]
_NAMED = re.compile(rf"(?:{_TITLE})(?P<name>{_SURNAME}[一-鿿]{{1,2}})(?=[,。;、:()的]|同志|送|因|患|家|一家|本人|身|等|女士|先生|$)")
_COMRADE = re.compile(rf"(?P<name>(?<![一-鿿]){_SURNAME}[一-鿿]{{1,2}})(?=同志|女士|先生|师傅)")


def find(text: str) -> Iterator[Found]:
    """Personal data in a clean text."""
    taken: list[tuple[int, int]] = []
    for pattern, what in ((_IDENTITY, "身份证号"), (_PHONE, "手机号"), (_CARD, "银行卡号")):
        for match in pattern.finditer(text):
            if any(a < match.end() and match.start() < b for a, b in taken) or not _is(what, match.group()):
                continue
            taken.append(match.span())
            yield Found(*match.span(), "privacy", f"公开的文书里不能有{what}", "删去")
    for sentence in _SENTENCE.finditer(text):
        if _WEAK.search(sentence.group()):
            yield from _persons(sentence.group(), sentence.start())


def _is(what: str, number: str) -> bool:
    if what == "身份证号":
        try:
            identifiers.parse_identity(number)
        except ValueError:
            return len(number) == 18 and number[6:8] in ("19", "20")
        return True
    return what == "手机号" or _luhn(number.replace(" ", "")) or number.startswith("62")


def _luhn(digits: str) -> bool:
    """The check digit of bank cards, ISO/IEC 7812."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _persons(sentence: str, at: int) -> Iterator[Found]:
    names = {(at + match.start("name"), at + match.end("name")) for pattern in (_NAMED, _COMRADE) for match in pattern.finditer(sentence)}
    place = 0
    for word, tag in rjieba.tag(sentence):
        if (
            tag == "nr"
            and 2 <= len(word) <= 3
            and re.match(_SURNAME, word)
            and re.search(f"(?:{_TITLE}|{_WORDS['helping']})$", sentence[:place])
        ):
            names.add((at + place, at + place + len(word)))
        place += len(word)
    last = -1
    for start, end in sorted(names, key=lambda span: (span[0], -span[1])):
        if start >= last:
            last = end
            yield Found(start, end, "privacy", "患病或受助的人在公开的文书里不宜写出姓名", "改为“某某”", "soft")
