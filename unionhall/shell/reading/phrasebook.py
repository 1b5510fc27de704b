"""The ledger's metric behind somebody's words: the house's own phrasebook, read backwards."""

import re
from collections import defaultdict
from functools import cache
from typing import NamedTuple

from unionhall.kernel.ledger.metrics import Phrase, metrics, phrases
from unionhall.shell.reading.words import tagged

# Shorter words say little: they must touch the number, which stands where the bar is.
_SHORT = 2
# Parts of speech that make a part of a whole (困难, 退休, 女), and the words before it that leave it whole.
_MODIFYING = ("n", "a", "b", "v", "j", "l", "z", "s")
_ALL = ("工会", "有", "全体", "全部", "现有", "共有", "计有", "总")


class Entry(NamedTuple):
    word: str
    phrase: Phrase


class Book(NamedTuple):
    """The words of one unit, longest first, as declared and without the persons whom they happen to name."""

    full: list[Entry]
    bare: list[Entry]


@cache
def _persons(count: int) -> "re.Pattern[str]":
    """Words for the persons of the house: 节日员工补贴 and 节日补贴 are one thing. ``count`` as in ``_books``."""
    everybody = {
        phrase.label
        for phrase in phrases
        if phrase.counter == "人" and metrics[phrase.metric].form == "stock" and len(phrase.label) <= _SHORT
    }
    return re.compile("|".join(sorted(everybody | {"员工", "人员", "同志"})))


@cache
def _books(count: int) -> dict[str, Book]:
    """Words by unit; ``count`` is the number of phrases declared, so that a module declared late is not missed."""
    full: defaultdict[str, list[Entry]] = defaultdict(list)
    for phrase in phrases:
        # An amount is often named by what was paid for: 补贴金额300元, 补贴300元.
        words = {phrase.label, *phrase.synonyms} | ({phrase.label.removesuffix("金额")} if phrase.counter == "元" else set())
        full[phrase.counter] += [Entry(word, phrase) for word in words]
    return {unit: Book(_sorted(entries), _sorted(_bare(entries, count))) for unit, entries in full.items()}


def _bare(entries: list[Entry], count: int) -> list[Entry]:
    stripped = [Entry(_persons(count).sub("", entry.word), entry.phrase) for entry in entries]
    return [entry for entry in stripped if len(entry.word) > _SHORT]


def _sorted(entries: list[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: (-len(entry.word), entry.word != entry.phrase.label))


def metric(words: str, unit: str) -> str:
    """The name of the phrase that some words and their unit mean; empty where the phrasebook knows none.

    ``words`` is a clause with a bar (|) where the number stood, or a noun. The longest word wins, of equally long ones the last.
    """
    book = _books(len(phrases)).get(unit)
    if not book:
        return ""
    return _longest(book.full, words) or _longest(book.bare, _persons(len(phrases)).sub("", words))


def _longest(entries: list[Entry], words: str) -> str:
    best: tuple[int, int, str] | None = None
    for word, phrase in entries:
        if best and len(word) < best[0]:
            break
        at = words.rfind(word)
        if at >= 0 and (best is None or at > best[1]) and _touches(words, at, word) and not _forbidden(words, at, word, phrase):
            best = (len(word), at, phrase.name)
    return best[2] if best else ""


def _touches(words: str, at: int, word: str) -> bool:
    """Whether a short word stands by the number and for itself: 女员工 and 退休员工 are not all of the 员工."""
    if len(word) > _SHORT or "|" not in words:
        return len(word) > _SHORT or word == words
    if words[:at].endswith(("|", "|了", "|的")):
        return True
    before = tagged(words[: at + len(word)])[-2:]
    alone = bool(before) and before[-1][0] == word and (len(before) == 1 or not before[0][1].startswith(_MODIFYING) or before[0][0] in _ALL)
    return alone and words.startswith("|", at + len(word))


def _forbidden(words: str, at: int, word: str, phrase: Phrase) -> bool:
    """Whether a word that means something else stands where the phrase was found: 新住户 is no 住户."""
    for other in phrase.not_this:
        place = words.find(other)
        while place >= 0:
            if place < at + len(word) and at < place + len(other):
                return True
            place = words.find(other, place + 1)
    return False
