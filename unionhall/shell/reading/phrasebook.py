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
        # An amount is often named by what was paid for (补贴金额, 补贴), a stage without its 已 (已实施, 实施).
        shorter = phrase.label.removesuffix("金额") if phrase.counter == "元" else phrase.label.removeprefix("已")
        full[phrase.counter] += [Entry(word, phrase) for word in dict.fromkeys((phrase.label, shorter, *phrase.synonyms))]
    return {unit: Book(_sorted(entries), _sorted(_bare(entries, count))) for unit, entries in full.items()}


def _bare(entries: list[Entry], count: int) -> list[Entry]:
    stripped = [Entry(_persons(count).sub("", entry.word), entry.phrase) for entry in entries]
    return [entry for entry in stripped if len(entry.word) >= _SHORT]


def _sorted(entries: list[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: (-len(entry.word), entry.word != entry.phrase.label))


def metrics_of(words: str, unit: str) -> list[str]:
    """The names of the phrases that some words and their unit may mean, the likeliest first.

    ``words`` is a clause with a bar (|) where the number stood, or a noun. Longer words go first, of equally long ones the last.
    """
    book = _books(len(phrases)).get(unit)
    if not book:
        return []
    return _matching(book.full, words) + _matching(book.bare, _persons(len(phrases)).sub("", words))


def _matching(entries: list[Entry], words: str) -> list[str]:
    found = []
    for order, (word, phrase) in enumerate(entries):
        at = words.rfind(word)
        if at >= 0 and _touches(words, at, word) and not _forbidden(words, at, word, phrase):
            found.append((-len(word), -at, order, phrase.name))
    return [name for *_, name in sorted(found)]


def _touches(words: str, at: int, word: str) -> bool:
    """Whether a short word stands by the number and for itself: 女员工 and 退休员工 are not all of the 员工."""
    if len(word) > _SHORT or "|" not in words:
        return len(word) > _SHORT or word == words
    if words[:at].endswith(("|", "|了", "|的")) or (not words[:at].strip("、全年共先后已工会") and tagged(words)[0][1].startswith("v")):
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
