"""Patterns into sentences: ``{phrase}`` ``{phrase:form}`` are figures, ``[…]`` is a clause dropped when one of its figures is missing,
``[…|…]`` one that says something else instead.

A sentence whose own figure is missing is not written. ``{单位}`` and ``{年}`` stand for the organization and the period.
"""

import re
from collections.abc import Callable, Mapping

from unionhall.kernel.ledger.metrics import metrics, phrases
from unionhall.kernel.papers.content import Run
from unionhall.kernel.papers.declare import Sentence
from unionhall.kernel.papers.draft import Draft

_SLOT = re.compile(r"\{([^{}:]+)(?::([^{}]*))?\}")
_CLAUSE = re.compile(r"\[([^\[\]]*)\]")


def write(draft: Draft, sentence: Sentence) -> list[Run] | None:
    """The runs of one sentence, or ``None`` where the ledger has nothing to say."""
    if callable(sentence):
        return list(sentence(draft) or ()) or None
    return _fill(draft, sentence)


def with_parts(pattern: str, whole: str, parts: Mapping[str, tuple[str, ...]], between: str = "、") -> Callable[[Draft], list[Run] | None]:
    """A sentence whose ``〈…〉`` opens 其中: words and figures of the parts that occur; nothing where one part is the whole."""
    before, _, rest = pattern.partition("〈")
    lead, _, after = rest.partition("〉")

    def sentence(draft: Draft) -> list[Run] | None:
        first, last = _fill(draft, before), _fill(draft, after)
        there = {words: names for words, names in parts.items() if draft.figure(names[0])}
        if first is None or last is None:
            return None
        if not there or draft.value(next(iter(there.values()))[0]) == draft.value(whole):
            return [*first, *last]
        said = [_part(draft, words, names) for words, names in there.items()]
        return [*first, lead, *(run for number, runs in enumerate(said) for run in ([between] if number else []) + runs), *last]

    return sentence


def _part(draft: Draft, words: str, names: tuple[str, ...]) -> list[Run]:
    runs: list[Run] = [words]
    for name in names:
        money = metrics[phrases[name].metric].unit == "元"
        found = _slot(draft, name, "元" if money else "")
        if found:
            runs += ["、" if len(runs) > 1 else "", *found, "" if money else phrases[name].counter]
    return runs


def slots(pattern: str) -> list[str]:
    """The phrases that a pattern quotes."""
    return [match.group(1) for match in _SLOT.finditer(pattern) if match.group(1) not in ("单位", "年", "下年")]


def _fill(draft: Draft, pattern: str) -> list[Run] | None:
    runs: list[Run] = []
    for number, piece in enumerate(_CLAUSE.split(pattern)):
        is_clause = number % 2 == 1  # the pieces between are what a sentence cannot do without
        said = (_plain(draft, choice) for choice in (piece.split("|") if is_clause else [piece]))
        words = next((words for words in said if words is not None), None)
        if words is None and not is_clause:
            return None
        runs += words or []
    return runs


def _plain(draft: Draft, pattern: str) -> list[Run] | None:
    runs: list[Run] = []
    position = 0
    for slot in _SLOT.finditer(pattern):
        found = _slot(draft, slot.group(1), slot.group(2) or "")
        if found is None:
            return None
        runs += [pattern[position : slot.start()], *found]
        position = slot.end()
    return [run for run in [*runs, pattern[position:]] if run != ""]


def _slot(draft: Draft, name: str, form: str) -> list[Run] | None:
    words = {"单位": str(draft.org), "年": draft.period.label, "下年": f"{draft.period.last_day.year + 1}年"}
    return [words[name]] if name in words else draft.quote(name, form)
