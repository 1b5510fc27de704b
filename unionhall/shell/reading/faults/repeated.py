"""The same passage twice in a paper, or in another paper of the house."""

import re
from collections.abc import Iterator, Mapping

from unionhall.shell.reading.faults.fault import Found
from unionhall.shell.reading.text import Reading

_HAN = re.compile("[^一-鿿]+")
_QUOTED = re.compile(r"“[^”\n]{2,30}”(?:[一-鿿]{0,4}“[^”\n]{2,30}”)?[一-鿿]{0,8}活动")
_SHORTEST = 14  # Chinese characters of a sentence that is worth a word
_CLAUSE = 8  # of a clause that stands twice in a row
_PARTS, _CLAUSES = re.compile("[^;。!?]+"), re.compile("[^,;。!?]+")
_GRAM = 16  # characters by which two papers are compared
_SHARED = 0.6  # of a sentence's grams that stand in another paper as well


def find(reading: Reading) -> Iterator[Found]:
    """Sentences that stand twice in one paper, and activities that are told twice and would be counted twice."""
    for document in reading.documents:
        seen: dict[str, int] = {}
        events: dict[str, tuple[int, str]] = {}
        for sentence in document.sentences:
            said = reading.say(sentence)
            yield from _inside(said, sentence.start)
            key = _HAN.sub("", said)
            if sentence.role in ("body", "item") and len(key) >= _SHORTEST:
                if key in seen:
                    yield Found(sentence.start, sentence.start + len(said.rstrip()), "repeated", "与前文重复", "删去一处", "soft")
                    continue
                seen[key] = sentence.start
            for match in _QUOTED.finditer(said):
                first = events.setdefault(match.group(), (sentence.start, said))
                if first[0] != sentence.start and "开展" in said + first[1]:
                    start = sentence.start + match.start()
                    note = f"{match.group()}前文已写过，统计时会重复计数"
                    yield Found(start, start + len(match.group()), "contradiction", note, "只在一处计数", "soft")
                    break


def _inside(said: str, at: int) -> Iterator[Found]:
    """The same clause twice in one sentence, parted by ; or, one right behind the other, by a comma."""
    for pattern, near in ((_PARTS, False), (_CLAUSES, True)):
        clauses = [match for match in pattern.finditer(said) if len(_HAN.sub("", match.group())) >= (_CLAUSE if near else _SHORTEST)]
        for place, clause in enumerate(clauses):
            earlier = clauses[place - 1 : place] if near else clauses[:place]
            if any(other.group() == clause.group() and (not near or clause.start() - other.end() == 1) for other in earlier):
                yield Found(at + clause.start(), at + clause.end(), "repeated", "与前文重复", "删去一处", "soft")
                return


def shared(reading: Reading, others: Mapping[str, str]) -> Iterator[Found]:
    """Sentences that stand, nearly word for word, in another paper: ``others`` by the name to show, with their texts."""
    grams = {name: _grams(_HAN.sub("", text)) for name, text in others.items()}
    for document in reading.documents:
        for sentence in document.sentences:
            own = _grams(_HAN.sub("", reading.say(sentence)))
            for name, theirs in grams.items():
                if len(own) >= _SHORTEST and len(own & theirs) >= _SHARED * len(own):
                    yield Found(sentence.start, sentence.end, "repeated", f"与“{name}”中的文字相同", "写本单位自己的事", "soft")
                    break


def _grams(text: str) -> set[str]:
    return {text[at : at + _GRAM] for at in range(len(text) - _GRAM + 1)}
