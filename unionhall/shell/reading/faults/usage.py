"""Words taken for others: writings that no dictionary recommends, and words that do not go with their neighbours."""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import rjieba

from unionhall.shell.reading.faults.dictionary import lines, rows
from unionhall.shell.reading.faults.fault import Found, Severity
from unionhall.shell.reading.faults.matcher import RuleSet

_SENTENCE = re.compile(r"[^。!?;\n]+[。!?;]*")
_CLASS = re.compile(r"@([a-z]+)")


class Rule(NamedTuple):
    """An expression with the group ``word``, what goes there instead, and whether the word must be cut out as such."""

    pattern: str
    right: str
    why: str
    whole: bool


@cache
def rules() -> tuple[Rule, ...]:
    """All rules of the lists."""
    variants = [Rule(f"(?P<word>{wrong})", right, "推荐写作", True) for wrong, right in rows("variants.txt")]
    confused = [Rule(f"(?P<word>{wrong})", right, "应为", True) for wrong, right in rows("confusables.txt")]
    return (*variants, *confused, *_collocations("collocations.txt"), *_collocations("spun.txt"))


def _collocations(name: str) -> Iterator[Rule]:
    classes: dict[str, str] = {}

    def filled(pattern: str) -> str:
        return _CLASS.sub(lambda match: f"(?:{classes[match[1]]})", pattern)

    for line in lines(name):
        defined, _, members = line.partition(" = ")
        if line.startswith("@") and members:
            classes[defined[1:]] = filled(members)
        else:
            pattern, _, right = line.partition("\t")
            yield Rule(filled(pattern).replace("〔", "(?P<word>").replace("〕", ")"), right, "此处应用", False)


@cache
def _set() -> RuleSet:
    return RuleSet([rule.pattern for rule in rules()])


def find(text: str) -> Iterator[Found]:
    """Misused words of a clean text; one writing in the same surroundings is named once."""
    pieces = list(_SENTENCE.finditer(text))
    found: dict[tuple[int, int], Rule] = {}
    for number, index, match in _set().find([piece.group() for piece in pieces]):
        rule, sentence = rules()[index], pieces[number].group()
        start, end = match.span("word")
        if not rule.whole or _stands_whole(sentence, start, end):
            found.setdefault((pieces[number].start() + start, pieces[number].start() + end), rule)
    last = -1
    surroundings: set[str] = set()
    for (start, end), rule in sorted(found.items()):
        around = text[max(0, start - 2) : end + 1]
        # 份内份外: what touches the fault before it is mended with it.
        if start != last and around not in surroundings:
            severity: Severity = "minor" if rule.why == "推荐写作" else "hard"
            yield Found(start, end, "wrong_word", f"“{text[start:end]}”{rule.why}“{rule.right}”", rule.right, severity)
        surroundings.add(around)
        last = end


def _stands_whole(sentence: str, start: int, end: int) -> bool:
    """Whether no word reaches from inside the writing out of it: 以经 is no word of 以经济建设为中心."""
    at = 0
    for word in rjieba.cut(sentence, False):
        first, at = at, at + len(word)
        if (first < start < at < end) or (start < first < end < at):
            return False
    return True
