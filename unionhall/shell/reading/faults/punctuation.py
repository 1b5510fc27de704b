"""Marks that are wrong: doubled, without their partner, or with the wrong one; and a numbered item run into the one before."""

import re
from collections.abc import Iterator

from unionhall.shell.reading.faults.fault import Found

_DOUBLED = re.compile(r"[,、;:][,、;:。.]+|。[,、;]+|(?<![。.…])。。(?!。)|[《》]{2,}(?<=》》|《《)|(?<!“)““(?!“)|(?<!”)””(?!”)")
_PAIRS = {"“": "”", "《": "》", "(": ")", "【": "】", "「": "」"}
_ALIKE = {">": "》", "〉": "》", "<": "《"}
_CLOSERS = {close: opened for opened, close in _PAIRS.items()}
_TURNED = re.compile("”([^“”\\n]{1,20})“")
_ITEM = re.compile(r"^ *(\d{1,2})(?=[、.])", re.MULTILINE)
_GLUED = re.compile(r"[。;](\d{1,2})、(?=[\d一-鿿])")
_LOST = re.compile(r"[?](?P<title>[一-鿿]{2,20})[?](?=[,。;、和及与等中精])|(?<=[一-鿿])(?:[?]{2,}|\ufffd+)(?=[一-鿿\s,。]|$)|\ufffd+")
_ASKING = re.compile("吗|呢|什么|怎[么样]|多少|如何|谁|哪|为何|是否|几")
_FARTHEST = 60  # characters from a mark to its partner


def find(text: str) -> Iterator[Found]:
    """Wrong marks of a clean text, paragraph by paragraph."""
    for match in _DOUBLED.finditer(text):
        yield Found(*match.span(), "wrong_word", "标点重复", match.group()[0], "minor")
    at = 0
    for paragraph in text.split("\n"):
        yield from _partners(paragraph, at)
        at += len(paragraph) + 1
    yield from _glued(text)
    yield from _lost(text)


def _partners(paragraph: str, at: int) -> Iterator[Found]:
    opened: list[tuple[str, int]] = []
    skip = 0
    for place, mark in enumerate(paragraph):
        if place < skip:
            continue
        if mark in _ALIKE and opened and opened[-1][0] == "《" and mark != "<":
            start = opened.pop()[1]
            yield Found(at + start, at + place + 1, "wrong_word", f"“{mark}”应为“》”", "》")
        elif mark == "”" and not any(one == "“" for one, _ in opened) and (turned := _TURNED.match(paragraph, place)):
            yield Found(at + place, at + turned.end(), "wrong_word", "引号方向相反", f"“{turned[1]}”")
            skip = turned.end()
        elif mark in _PAIRS:
            if opened and opened[-1][0] == mark == "“":
                yield _alone(paragraph, at, opened.pop())
            opened.append((mark, place))
        elif mark in _CLOSERS:
            yield from _closed(paragraph, at, opened, place)
    yield from (_alone(paragraph, at, one) for one in opened)


def _closed(paragraph: str, at: int, opened: list[tuple[str, int]], place: int) -> Iterator[Found]:
    mark = paragraph[place]
    if opened and opened[-1][0] == _CLOSERS[mark]:
        opened.pop()
    elif mark == ")" and _numbers(paragraph, place):
        return
    elif not any(one == _CLOSERS[mark] for one, _ in opened):
        yield Found(at + max(0, place - 6), at + place + 1, "wrong_word", f"“{mark}”没有与它成对的“{_CLOSERS[mark]}”")


def _numbers(paragraph: str, place: int) -> bool:
    """1) and a) number items."""
    return bool(re.search(r"(?:^|[\s,。;:、])[\da-zA-Z一二三四五六七八九十]{1,3}$", paragraph[:place]))


def _alone(paragraph: str, at: int, opened: tuple[str, int]) -> Found:
    mark, place = opened
    end = re.compile(r"[,。;!?]|$").search(paragraph, place + 1)
    stop = min(end.start() if end else len(paragraph), place + _FARTHEST)
    return Found(at + place, at + stop, "wrong_word", f"“{mark}”没有与它成对的“{_PAIRS[mark]}”", f"补上“{_PAIRS[mark]}”")


def _lost(text: str) -> Iterator[Found]:
    """Characters that a conversion turned into question marks."""
    for match in _LOST.finditer(text):
        if match["title"]:
            yield Found(*match.span(), "wrong_word", "书名号变成了问号", f"《{match['title']}》")
        elif not _ASKING.search(re.split("[,。;!\n]", text[: match.start()])[-1]):
            yield Found(match.start() - 1, match.end(), "wrong_word", "字符丢失，变成了问号", "对照原稿补上")


def _glued(text: str) -> Iterator[Found]:
    """…。9、 in mid-line where the line began with 8、."""
    for match in _GLUED.finditer(text):
        line = text.rfind("\n", 0, match.start()) + 1
        opening = _ITEM.match(text, line)
        if opening and int(opening[1]) + 1 == int(match[1]):
            yield Found(match.start(), match.end(), "wrong_word", f"第{match[1]}项没有另起一行", f"在“{match[1]}、”前换行")
