"""The metric of the ledger that the labels of a table name, and what they say beyond it."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from unionhall.kernel.ledger.metrics import Phrase, metrics, phrases
from unionhall.shell.reading.headings import NUMBER_OF
from unionhall.shell.reading.measured import difference, money_of, parts_of

RECORDS = "记录"  # of a figure that counts the records behind another one
MONEY, TIMES = "元", "人次"
# Headings that only say in which unit it is counted.
COUNTED = re.compile("人数|人次|户数|户次|次数|件数|条数|场[次数]|项数|篇数|家数|个数|金额|经费|费用")

_RECORD = re.compile("(?:依据|原始)?(?:记录|凭证)(?:条?数)?")
_LIGHT = re.compile("^(?:全年|工会|共|开展|举办|组织|收到|征集|安排|实际)+|(?:工作|情况)$")
_ALIKE = str.maketrans("（）和及与", "()、、、")


class Meaning(NamedTuple):
    """``whose`` are words that narrow the metric down to something the ledger may know; ``of`` says what of it was counted."""

    metric: str
    whose: str = ""
    of: str = ""


NOTHING = Meaning("")


def meaning(rows: Sequence[str], heads: Sequence[str], unit: str, whole: str | None) -> Meaning:
    """What the labels of a row and of a column name. ``whole`` is the metric of which this is a part, empty where that is unknown."""
    row, head, turned = "".join(rows), "".join(heads), "".join(reversed(heads))
    for words in dict.fromkeys((row + head, head + row)):
        if metric := known(words, unit, whole):
            return Meaning(metric)
    for words, other in ((turned, row), (head, row), (row, head), (rows[-1] if len(rows) > 1 else "", head)):
        if metric := known(words, unit, whole):
            part = next((child.name for child in parts_of(metric, unit) if difference(child) == other), "")
            return Meaning(part or metric, "" if part or COUNTED.fullmatch(other) else other)
    return NOTHING


def records_of(rows: Sequence[str], heads: Sequence[str], unit: str, whole: str | None) -> Meaning:
    """A column 依据记录 counts the records behind what its row counts in ``unit``."""
    if not rows or not _RECORD.fullmatch("".join(heads)):
        return NOTHING
    metric = known("".join(rows), unit, whole) or known(rows[-1], unit, whole)
    return Meaning(metric, of=RECORDS) if metric else NOTHING


def known(words: str, unit: str, whole: str | None = None) -> str:
    """The phrase that some words name and say nothing beyond; a part also by what sets it apart from its whole."""
    for child in parts_of(whole, unit) if whole and words else ():
        apart = difference(child)
        if words == apart or (child.sex and words.startswith(apart)):
            return child.name
    for said in _writings(words, unit):
        for phrase in _phrases(len(phrases)).get(said, ()):
            if phrase.counter == unit or (not unit and said == phrase.label.translate(_ALIKE)):
                return phrase.name if _may_be_part(phrase, whole) else ""
    times = known(words.removesuffix("金额"), TIMES, whole) if unit == MONEY and words else ""
    return money_of(phrases[times]) if times else ""


def _may_be_part(phrase: Phrase, whole: str | None) -> bool:
    """其中女会员 of those who took part are not all of them: what stands is a part of what stands."""
    if whole is None or metrics[phrase.metric].form != "stock":
        return True
    return bool(whole) and metrics[phrases[whole].metric].form == "stock"


def _writings(words: str, unit: str) -> Iterator[str]:
    """The words as they are, and with ever less of what only says that something is counted."""
    said = words.translate(_ALIKE)
    steps = (said, said.replace("合计", ""), NUMBER_OF.sub("", said), said.removesuffix(unit), _LIGHT.sub("", said))
    yield from dict.fromkeys(step for step in steps if step)
    bare = _LIGHT.sub("", NUMBER_OF.sub("", said.replace("合计", "").removesuffix(unit)))
    if bare and bare not in steps:
        yield bare


@cache
def _phrases(count: int) -> dict[str, list[Phrase]]:
    """The phrases by their words, labels first; ``count`` is the number of phrases declared, so that none is missed."""
    found: defaultdict[str, list[Phrase]] = defaultdict(list)
    for phrase in phrases:
        found[phrase.label.translate(_ALIKE)].append(phrase)
    for phrase in phrases:
        # An amount is often named by what was paid for, a stage without its 已.
        words = (phrase.label.removesuffix("金额"), phrase.label.removeprefix("已"), *phrase.synonyms)
        more = [f"{word}金额" for word in phrase.synonyms if phrase.counter == MONEY]
        for word in (*words, *more):
            found[word.translate(_ALIKE)].append(phrase)
    return found
