"""Words that are no words, or nearly never used, where one character that sounds or looks alike makes a common one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

import rjieba

from unionhall.shell.reading.faults.dictionary import chance, frequency, lines, looks_like, office, rows, sounds_like, trade, weight
from unionhall.shell.reading.faults.fault import Found

# Characters that are words by themselves all the time: next to them nothing is torn.
FUNCTION = frozenset(
    "的了着过地得在是有和与及或为被把将对向从到以由于就都也还又再更最很不没未已能会可要应该使让给等而且但若则这那其此该各每本我你他她它们"
    "上中下内外前后里间时年月日第一二三四五六七八九十百千万两个名人次项场期条件户家份元等性化率度者员长们所之去来做说看想用好多少大小新老"
    "请按据凭经随因通靠趁当比同跟往朝离至自叫受由令派与并即只仅才刚正便均共约近余达超逾各全某另别每首末次初底左右之内以外"
)
# Of these, what is never part of a content word.
GRAMMAR = frozenset(
    "的了着过地得在是有和与及或被把将对向从到以由于就都也还又再更最很不没未已能可要应该使让给等而且但若则这那其此该各每本我你他她它们所之去来"
)
_NUMERAL = re.compile("第?[一二两三四五六七八九十百千]{2,}|第[一二三四五六七八九十]|[壹贰叁肆伍陆柒捌玖拾佰仟零]+[万亿元]*|[元圆]整")
_OWNED = re.compile("社区|小区|街道|公司|集团|镇|乡|村|路|厂|矿|学校|大厦|花园|家园|广场|酒店|医院|银行|[东南西北]?[区县市省](?!域)")
RARE = 5  # counts of a word that is as good as never used
SELDOM = 40  # counts of a word of two characters that may be a slip of one that is common here
USUAL = 300  # counts of a word that any paper may have
COMMON = 1000  # counts of a word that is good as it stands
_AGAIN = 2  # times that a slip may be made anew
LEAST = 100  # counts of the word that was meant
_KNOWN = 300  # counts that a term is given which the dictionary lacks
_IDIOM = 4  # characters
LEAST_OF_FOUR = 3  # four characters hardly ever agree by chance in three


@dataclass(frozen=True)
class Token:
    word: str
    start: int
    end: int


@cache
def _segmenter() -> rjieba.Jieba:
    """The dictionary with the terms that it lacks."""
    segmenter = rjieba.Jieba()
    for word in known():
        segmenter.add_word(word, _KNOWN, "n")
    return segmenter


def tokens(text: str) -> list[Token]:
    """The text cut into dictionary words; what is in no dictionary falls into single characters."""
    cut, at = [], 0
    for word in _segmenter().cut(text, False):
        cut.append(Token(word, at, at + len(word)))
        at += len(word)
    return cut


def find(text: str, cut: list[Token]) -> Iterator[Found]:
    """Misspelt words of a clean text; ``cut`` is the text in words."""
    names: list[tuple[int, int]] | None = None
    ends, starts = {token.end: token for token in cut}, {token.start: token for token in cut}
    last = 0
    for run in _suspects(cut):
        start, end = run[0].start, run[-1].end
        word = text[start:end]
        right = correction(tuple(token.word for token in run))
        if (
            not right
            or start < last
            or _binds_outward(word, right, ends.get(start), starts.get(end))
            or _NUMERAL.fullmatch(word)
            or any(_NUMERAL.fullmatch(token.word) for token in run)
            or word in known()
            or _formed().fullmatch(word)
            or word in trade()
            or _is_name(text, word, end)
        ):
            continue
        names = _names(text) if names is None else names
        # Three characters of four do not agree with a common word by chance, whatever looks like a name among them.
        if len(word) == _IDIOM or not any(a < end and start < b for a, b in names):
            last = end
            yield Found(start, end, "wrong_word", f"“{word}”应为“{right}”", right)


def _binds_outward(word: str, right: str, before: Token | None, after: Token | None) -> bool:
    """丧亲|职工: whether the character that would be mended stands beside another loose one, with which it may be a word."""
    beside = before if word[0] != right[0] else after if word[-1] != right[-1] else None
    return beside is not None and len(beside.word) == 1 and beside.word not in FUNCTION and _is_han(beside.word)


@cache
def known() -> frozenset[str]:
    """Words that are right however rare they look."""
    return frozenset(word for row in rows("terms.txt") for word in row)


@cache
def _formed() -> "re.Pattern[str]":
    """Words that need be in no dictionary: 院区, 逐户."""
    return re.compile("|".join(f"(?:{line})" for line in lines("formed.txt")))


def _is_name(text: str, word: str, end: int) -> bool:
    """What stands before 社区 or 公司, or comes again and again, is a name or a term, however odd it looks."""
    return bool(_OWNED.match(text, end)) or text.count(word) > _AGAIN


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
        elif len(token.word) <= 5 and frequency(token.word) <= (SELDOM if len(token.word) == 2 else RARE):
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
        return bool(singles) and not GRAMMAR & {token.word for token in run}
    return bool(singles)


def _is_han(word: str) -> bool:
    return all("一" <= character <= "鿿" for character in word)


@lru_cache(20_000)
def correction(run: tuple[str, ...]) -> str:
    """The common word of which the words of ``run`` are a slip; "" where there is none, or two as likely.

    The common word has to be far more frequent than such words meet by chance, or than the rare word that was written.
    """
    written = "".join(run)
    torn = len(run) > 1
    common = not torn and frequency(written) > RARE
    functional = len(written) == 2 and torn and bool(FUNCTION & set(run))
    expected = max(chance(run) if torn else 0.0, frequency(written), 0.02)
    best: list[tuple[float, str]] = []
    whole = any(len(word) > 1 and frequency(word) >= COMMON for word in run)
    for other, alike in _alike(written):
        itself = any(one != meant and one in FUNCTION for one, meant in zip(written, other, strict=True))
        if (whole and itself) or (common and alike == "sound") or ((common or functional) and other not in office()):
            continue  # 会上|作|报告: beside a good word 上 is itself
        likely = weight(other) / expected / (1 if not functional else 5 if itself else 4)
        likely *= 4 if alike in ("both", "tone") and frequency(other) >= USUAL else 1
        if likely >= NEEDED[alike, torn] and weight(other) >= (LEAST_OF_FOUR if len(written) > 3 else LEAST):
            best.append((likely / NEEDED[alike, torn], other))
    best.sort(reverse=True)
    return best[0][1] if best and (len(best) == 1 or best[0][0] > 3 * best[1][0]) else ""


# How many times likelier the other word must be, by what it shares with the written one, for a rare word and for a torn one.
NEEDED: dict[tuple[str, bool], float] = {
    ("both", False): 60,
    ("both", True): 500,
    ("tone", False): 200,
    ("tone", True): 2500,
    ("shape", False): 200,
    ("shape", True): 2500,
    ("sound", False): 1000,
    ("sound", True): 12000,
}


def _alike(written: str) -> Iterator[tuple[str, str]]:
    """The writings that differ in one character that sounds alike, looks alike or both, each with how it does."""
    for place, character in enumerate(written):
        toned, plain, shape = sounds_like(character, same_tone=True), sounds_like(character, same_tone=False), looks_like(character)
        for other in plain | shape:
            sort = "both" if other in plain and other in shape else "tone" if other in toned else "shape" if other in shape else "sound"
            yield written[:place] + other + written[place + 1 :], sort
