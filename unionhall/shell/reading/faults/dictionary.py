"""What the dictionary knows: words and how often they are used (jieba's, behind rjieba), what sounds alike, what looks alike."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import rjieba
from pypinyin import Style, pinyin

_COUNTED = 60_101_967  # words in the texts behind jieba's dictionary
LISTS = Path(__file__).parents[1] / "lists"


def lines(name: str) -> Iterator[str]:
    """The lines of a word list; # opens a remark."""
    return (line for line in (LISTS / name).read_text("utf-8").splitlines() if line and not line.startswith("#"))


def rows(name: str) -> Iterator[list[str]]:
    """The same, split at blanks."""
    return (line.split() for line in lines(name))


@cache
def frequency(word: str) -> int:
    """How often the dictionary counted a word; 0 for what is none, 1 for one that it would rather take apart."""
    if not rjieba.has_word(word):
        return 0
    return int(rjieba.suggest_freq(word)) if rjieba.cut(word, False) == [word] else 1


@cache
def office() -> frozenset[str]:
    """Words of two characters that papers of this kind are full of."""
    return frozenset(word for row in rows("office.txt") for word in row)


@cache
def trade() -> frozenset[str]:
    """Set terms of the trade and of official prose."""
    return frozenset(word for row in rows("trade.txt") for word in row)


_FAMILIAR, _LEAST_FAMILIAR = 20, 3000  # times more often here than elsewhere; counts that such a word has at the least


@cache
def weight(word: str) -> int:
    """How often a word is to be expected in papers of this kind, in counts of the dictionary."""
    if word in office() or word in trade():
        return max(_LEAST_FAMILIAR, _FAMILIAR * frequency(word))
    return frequency(word)


def chance(words: Iterable[str]) -> float:
    """How often words should meet by chance, in counts of the dictionary, if each came as it pleased."""
    expected = float(_COUNTED)
    for word in words:
        expected *= max(1, frequency(word)) / _COUNTED
    return expected


@cache
def sound(character: str) -> str:
    """The usual reading of a character with its tone: zhong4. Rare readings make too many characters alike."""
    return str(pinyin(character, style=Style.TONE3, neutral_tone_with_five=True)[0][0])


def _characters() -> Iterator[str]:
    """The 6,763 characters of GB 2312."""
    for high in range(0xB0, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                yield bytes([high, low]).decode("gb2312")
            except UnicodeDecodeError:
                continue


@cache
def _by_sound() -> tuple[dict[str, str], dict[str, str]]:
    """Characters by reading with and without its tone."""
    toned: dict[str, list[str]] = defaultdict(list)
    plain: dict[str, list[str]] = defaultdict(list)
    for character in _characters():
        toned[sound(character)].append(character)
        plain[sound(character).rstrip("12345")].append(character)
    return {key: "".join(value) for key, value in toned.items()}, {key: "".join(value) for key, value in plain.items()}


@cache
def sounds_like(character: str, *, same_tone: bool) -> frozenset[str]:
    """Other characters with its reading."""
    toned, plain = _by_sound()
    reading = sound(character)
    alike = toned.get(reading, "") if same_tone else plain.get(reading.rstrip("12345"), "")
    return frozenset(alike) - {character}


@cache
def _shapes() -> dict[str, str]:
    alike: dict[str, str] = defaultdict(str)
    groups = ((group[at], group[:at] + group[at + 1 :]) for row in rows("lookalikes.txt") for group in row for at in range(len(group)))
    for character, others in (*rows("shapes.txt"), *groups):
        alike[character] += others
        for other in others:
            alike[other] += character
    return dict(alike)


@cache
def looks_like(character: str) -> frozenset[str]:
    """Other characters that a reader, a scanner or a hand may take for it."""
    return frozenset(_shapes().get(character, "")) - {character}
