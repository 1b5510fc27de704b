"""What a paper is checked for before it leaves: its figures, its sentences, and whatever else looks through it."""

import logging
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.utils import timezone

from unionhall.kernel.ledger.metrics import phrases
from unionhall.kernel.papers.content import Content, Paragraph
from unionhall.kernel.papers.draft import Draft, phrase_of, plain

LONGEST = 120  # characters of a sentence before the writer is reminded
# Who else looks through a paper; the floor above, which reads words, adds itself.
readers: "list[Callable[[Content], Iterable[Fault]]]" = []


@dataclass(frozen=True)
class Fault:
    """Something to mend; an ``error`` keeps the paper from leaving, a ``notice`` does not. ``key`` leads to the figure."""

    level: str
    text: str
    key: str = ""


def check(content: Content, draft: Draft) -> list[Fault]:
    """All faults of a paper, errors first."""
    told = [] if content.body else [Fault("error", "没有可写的内容：这一期间还没有记录，请先登记或导入")]
    if draft.period.last_day > timezone.localdate():
        told.append(Fault("notice", f"{draft.period.label}还没有结束，文中“年末”“全年”说的是到今天为止的数"))
    faults = [*told, *_parts(draft, content), *_same_everywhere(content), *by_hand(draft), *_words(content)]
    faults += [fault for reader in readers for fault in _looked_through(reader, content)]
    return sorted(dict.fromkeys(faults), key=lambda fault: fault.level != "error")


def _looked_through(reader: "Callable[[Content], Iterable[Fault]]", content: Content) -> list[Fault]:
    """A reader that stumbles over a sentence does not keep the paper from being opened and mended."""
    try:
        return list(reader(content))
    except Exception:  # whatever it is, it is kept in the log
        logging.getLogger(__name__).exception("a reader stumbled")
        return [Fault("notice", "文字检查没有做完，数字的检查不受影响")]


def _parts(draft: Draft, content: Content) -> Iterator[Fault]:
    """Every part is at most its whole, and women are at most members: 其中 holds."""
    for name in {phrase_of(quoted.key) for quoted in content.figures()}:
        whole = phrases[name].part_of
        if not whole:
            continue
        part_value, whole_value = draft.figure(name).value, draft.figure(whole).value
        if whole_value is not None and part_value is not None and part_value > whole_value:
            text = f"“{phrases[name].label}”{plain(part_value)} 多于“{phrases[whole].label}”{plain(whole_value)}"
            yield Fault("error", text, name)


def _same_everywhere(content: Content) -> Iterator[Fault]:
    """One figure is one number wherever it stands; 万元 is rounded, and compared with its like alone."""
    seen: dict[tuple[str, bool], str] = {}
    for quoted in content.figures():
        text = quoted.text.replace(",", "")
        first = seen.setdefault((quoted.key, quoted.unit == "万元"), text)
        if first != text:
            yield Fault("error", f"“{phrases[phrase_of(quoted.key)].label}”前后写成 {first} 和 {text}", quoted.key)


def _words(content: Content) -> Iterator[Fault]:
    paragraphs = [block for block in content.body if isinstance(block, Paragraph)]
    for text in (content.title, *(paragraph.text for paragraph in paragraphs)):
        for found in re.finditer("[，。；、：,;]{2}", text):  # left behind where a clause drops out
            yield Fault("error", f"标点重复：…{text[max(0, found.start() - 8) : found.end() + 8]}…")
    for paragraph in paragraphs:
        if any(len(sentence) > LONGEST for sentence in re.split("[。；]", paragraph.text)):
            yield Fault("notice", f"有超过 {LONGEST} 字的长句：{paragraph.text[:20]}…")
    if any(paragraph.own and re.search(r"\d", paragraph.text) for paragraph in paragraphs):
        yield Fault("notice", "手写段落里有数字，不会随记录更新，请自行核对")


def by_hand(draft: Draft) -> Iterator[Fault]:
    """What was written over, so that whoever reviews sees it first."""
    for key, written in draft.overrides.items():
        label = phrases[phrase_of(key)].label
        yield Fault("notice", f"“{label}”是手工数 {written}，已列入附表", key)
