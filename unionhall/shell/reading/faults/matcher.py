"""Many rules over many sentences: one pass of RE2 says which rules can match a sentence, and only those are tried."""

import re
from collections.abc import Iterable, Iterator, Sequence

import re2

_CLASS = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]|\\.", re.DOTALL)
_LOOK = re.compile(r"\(\?(?:=|!|<=|<!)")
_NAMED = re.compile(r"\(\?P<\w+>")


class RuleSet:
    """Expressions of ``re`` by their place in the list. A match never crosses a sentence: rules are bound to one.

    The hits are those of trying every rule on every sentence.
    """

    def __init__(self, patterns: Sequence[str]) -> None:
        self.rules = [re.compile(pattern) for pattern in patterns]
        self._filter = re2.Set.SearchSet(_options())
        for pattern in patterns:
            self._filter.Add(without_looks(pattern))
        self._filter.Compile()

    def find(self, sentences: Iterable[str]) -> Iterator[tuple[int, int, "re.Match[str]"]]:
        """The number of the sentence, the number of the rule and the match, for every match of every rule."""
        for number, sentence in enumerate(sentences):
            for rule in self._filter.Match(sentence) or ():
                for match in self.rules[rule].finditer(sentence):
                    yield number, rule, match


def _options() -> "re2.Options":
    options = re2.Options()
    options.max_mem = 256 << 20  # bytes; some hundred rules with classes of Chinese characters are more than the default
    options.log_errors = False
    return options


def without_looks(pattern: str) -> str:
    """The expression without what looks ahead or behind, which RE2 has not: it matches wherever the whole one does."""
    out, at = [], 0
    while at < len(pattern):
        literal = _CLASS.match(pattern, at)
        if literal:
            out.append(literal.group())
            at = literal.end()
        elif _LOOK.match(pattern, at):
            at = _closing(pattern, at)
            out.append("(?:)")
        else:
            out.append(pattern[at])
            at += 1
    return _NAMED.sub("(?:", "".join(out))


def _closing(pattern: str, at: int) -> int:
    """The place behind the bracket that closes the group opened at ``at``."""
    depth = 0
    while at < len(pattern):
        literal = _CLASS.match(pattern, at)
        if literal:
            at = literal.end()
            continue
        depth += {"(": 1, ")": -1}.get(pattern[at], 0)
        at += 1
        if depth == 0:
            return at
    raise ValueError(f"a group is not closed: {pattern}")
