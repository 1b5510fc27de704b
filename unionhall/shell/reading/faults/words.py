"""Words that are no words, or nearly never used, where one character that sounds or looks alike makes a common one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

import rjieba

from unionhall.shell.reading.faults.dictionary import chance, frequency, looks_like, rows, sounds_like
from unionhall.shell.reading.faults.fault import Found

# Characters that are words by themselves all the time: next to them nothing is torn.
FUNCTION = frozenset(
    "的了着过地得在是有和与及或为被把将对向从到以由于就都也还又再更最很不没未已能会可要应该使让给等而且但若则这那其此该各每本我你他她它们"
    "上中下内外前后里间时年月日第一二三四五六七八九十百千万两个名人次项场期条件户家份元等性化率度者员长们所之去来做说看想用好多少大小新老"
    "请按据凭经随因通靠趁当比同跟往朝离至自叫受由令派与并即只仅才刚正便均共约近余达超逾各全某另别每首末次初底左右之内以外"
)
_OWNED = re.compile("社区|小区|街道|公司|集团|镇|乡|村|路|厂|矿|学校|大厦|花园|家园|广场|酒店|医院|银行|[东南西北]?[区县市省](?!域)")
RARE = 5  # counts of a word that is as good as never used
LEAST = {False: 100, True: 200}  # counts of the word that was meant: for a rare word, for a torn one
LEAST_OF_TWO = 1000  # rare words of two characters have many neighbours in sound
LEAST_OF_FOUR = 3  # four characters hardly ever agree by chance in three
UNLIKELY = 4000  # times more frequent than chance


@dataclass(frozen=True)
class Token:
    word: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """The text cut into dictionary words; what is in no dictionary falls into single characters."""
    cut, at = [], 0
    for word in rjieba.cut(text, False):
        cut.append(Token(word, at, at + len(word)))
        at += len(word)
    return cut


def find(text: str) -> Iterator[Found]:
    """Misspelt words of a clean text."""
    names: list[tuple[int, int]] | None = None
    last = 0
    for run in _suspects(tokens(text)):
        start, end = run[0].start, run[-1].end
        word = text[start:end]
        right = correction(tuple(token.word for token in run))
        if not right or start < last or word in _terms() or _is_name(text, word, end):
            continue
        names = _names(text) if names is None else names
        if not any(a < end and start < b for a, b in names):
            last = end
            yield Found(start, end, "wrong_word", f"“{word}”应为“{right}”", right)


@cache
def _terms() -> frozenset[str]:
    return frozenset(word for row in rows("terms.txt") for word in row)


def _is_name(text: str, word: str, end: int) -> bool:
    """What stands before 社区 or 公司, or comes again and again, is a name or a term, however odd it looks."""
    return bool(_OWNED.match(text, end)) or text.count(word) > 3


def _names(text: str) -> list[tuple[int, int]]:
    """Names of people, places and bodies: they are spelt as they please."""
    spans, at = [], 0
    for word, tag in rjieba.tag(text):
        if tag in ("nr", "nrt", "nrfg", "ns", "nt"):
            spans.append((at, at + len(word)))
        at += len(word)
    return spans


def _suspects(cut: list[Token]) -> Iterator[list[Token]]:
    """Rare words, and runs of two to four characters around a torn one, in the order of the text and the longest first."""
    spans: set[tuple[int, int]] = set()
    runs: list[list[Token]] = []
    for index, token in enumerate(cut):
        if not _is_han(token.word):
            continue
        if len(token.word) == 1:
            if token.word not in FUNCTION:
                spans.update(_around(cut, index))
                runs += _tail(cut[index - 1], token) if index else []
        elif len(token.word) <= 5 and frequency(token.word) <= RARE:
            runs.append([token])
            spans.update(_around(cut, index))
    runs += [cut[first:last] for first, last in spans if _is_torn(cut[first:last])]
    yield from sorted(runs, key=lambda run: (run[0].start, -run[-1].end))


def _around(cut: list[Token], index: int) -> Iterator[tuple[int, int]]:
    """All runs of two to four Chinese characters of which the token is one, as places in the list."""
    size = 0
    for first in range(index, -1, -1):
        size += len(cut[first].word)
        if size > 4 or not _is_han(cut[first].word):
            return
        whole = size
        for last in range(index + 1, len(cut) + 1):
            if last - first > 1:
                yield first, last
            if last == len(cut) or not _is_han(cut[last].word):
                break
            whole += len(cut[last].word)
            if whole > 4:
                break


def _tail(before: Token, token: Token) -> list[list[Token]]:
    """合法权|溢: the word before has swallowed the first half of the torn one."""
    word = before.word
    if len(word) == 3 and _is_han(word) and frequency(word[:2]):
        return [[Token(word[2], before.end - 1, before.end), token]]
    return []


def _run(cut: list[Token], index: int, width: int) -> list[Token]:
    """The tokens from ``index`` that make up exactly ``width`` characters; none where they do not."""
    run: list[Token] = []
    for token in cut[index:]:
        if not _is_han(token.word):
            return []
        run.append(token)
        size = sum(len(one.word) for one in run)
        if size >= width:
            return run if size == width and len(run) > 1 else []
    return []


def _is_torn(run: list[Token]) -> bool:
    singles = [token.word for token in run if len(token.word) == 1 and token.word not in FUNCTION]
    if len(run) == 2 and len(run[0].word) == len(run[1].word) == 2:
        return min(frequency(run[0].word), frequency(run[1].word)) <= RARE
    if len(run) == 2 and len(run[0].word) == len(run[1].word) == 1:
        return len(singles) == 2
    return bool(singles)


def _is_han(word: str) -> bool:
    return all("一" <= character <= "鿿" for character in word)


@lru_cache(20_000)
def correction(run: tuple[str, ...]) -> str:
    """The common word of which the words of ``run`` are a slip in one character; "" where there is none, or two as likely.

    The common word has to be far more frequent than such words meet by chance, or than the rare word that was written.
    """
    written = "".join(run)
    least = max(
        LEAST_OF_FOUR if len(written) > 3 else LEAST[len(run) > 1], frequency(written) * 60, UNLIKELY * chance(run) if len(run) > 1 else 0
    )
    found = sorted({(frequency(other), other) for other in _alike(written, len(run) > 1)}, reverse=True)
    best = [(count, other) for count, other in found if count >= least]
    return best[0][1] if best and (len(best) == 1 or best[0][0] > 3 * best[1][0]) else ""


def _alike(written: str, torn: bool) -> Iterator[str]:
    """The writings that differ in one character that sounds alike, or, where the word is torn, looks alike."""
    for place, character in enumerate(written):
        others = sounds_like(character, same_tone=len(written) == 2)
        for other in others | looks_like(character) if torn else others:
            yield written[:place] + other + written[place + 1 :]
