"""Sentences without a fact: what a web page left, headings of collections, and closing formulas that fit every paper."""

import re
from collections.abc import Iterator
from functools import cache

import rjieba

from unionhall.shell.reading.faults.dictionary import lines, rows
from unionhall.shell.reading.faults.fault import Found
from unionhall.shell.reading.faults.words import FUNCTION

_LEFT = {"web": ("网页残留，不是文书内容", "删去"), "model": ("范文或模板里的话，不是文书内容", "换成本单位自己的内容，或删去")}
_COLLECTED = re.compile(
    r"^(?:\d{1,2}、)?[^\n。,]{2,30}?(?:总结|报告|计划|范文|心得|体会|方案|讲话|发言|稿|汇报|材料|演讲)[^\n。,]{0,6}"
    r"(?:篇|范文|第)(?:\d{1,2}|[一二三四五六七八九十]{1,2})(?:篇)?$"
    r"|^(?:\d{1,2}、)?[^\n。,]{2,24}?(?:总结|报告|计划|范文|心得|体会|方案|讲话|稿|汇报|演讲)[^\n。,]{0,6}?"
    r"(?:\d{1,2}|[一二三四五六七八九十]{1,2})篇(?=\s|$|\n)",
    re.MULTILINE,
)
# What every closing says. Three of them without a number, a name or a date make a sentence without a fact.
_FORMULAS = re.compile(
    "解放思想|与时俱进|开拓创新|锐意进取|求真务实|再接再厉|转变观念|更新观念|认真总结|总结经验|取长补短|新的?(?:挑战|台阶|局面|篇章|征程|姿态|作风|思路|辉煌|贡献|业绩|成绩|突破)"
    "|百尺竿头|更进一步|更上一层楼|继往开来|不断进取|奋发有为|扎实工作|开创[^,。]{0,20}局面|不懈努力|努力奋斗|砥砺前行|不忘初心|牢记使命|真抓实干|凝心聚力|乘势而上"
)
_NEAR = 12  # characters between two formulas of one row
_SENTENCE = re.compile(r"[^。!?\n]+")
_AHEAD = re.compile("将|要|今后|下一步|在新的一年|新的一年|明年|来年")
_FACT = re.compile(r"\d|[一二三四五六七八九十百]+[人次户项条件场期篇]|《|“")
_COVERED = 0.92  # of a sentence's characters that clichés make up
_SHORTEST = 8  # Chinese characters of a sentence that says nothing
_HAN = re.compile("[一-鿿]")


def find(text: str) -> Iterator[Found]:
    """Boilerplate of a clean text."""
    yield from _left(text)
    row: list[tuple[int, int]] = []
    for match in _SENTENCE.finditer(text):
        if _is_empty(match.group()):
            start = match.start() + len(match.group()) - len(match.group().lstrip())
            if row and not text[row[-1][1] : start].strip("。!? "):
                row[-1] = (row[-1][0], match.end())
            else:
                row.append((start, match.end()))
        elif _AHEAD.search(match.group()):
            yield from _formulas(text, match)
    for start, end in row:
        yield Found(start, end, "boilerplate", "空话，没有事实", "写出具体做什么、到什么程度，或删去", "minor")


def _left(text: str) -> Iterator[Found]:
    """What a page, a form or a collection left."""
    for kind, (note, hint) in _LEFT.items():
        for match in _remains(kind).finditer(text):
            yield Found(*match.span(), "boilerplate", note, hint, "soft")
    for match in _COLLECTED.finditer(text):
        yield Found(*match.span(), "boilerplate", "范文合集的标题", "换成文书自己的标题", "soft")


@cache
def _remains(kind: str) -> "re.Pattern[str]":
    left = (line.partition(" ") for line in lines("remains.txt"))
    return re.compile("|".join(f"(?:{expression})" for named, _, expression in left if named == kind), re.MULTILINE)


@cache
def _cliches() -> "re.Pattern[str]":
    return re.compile("|".join(f"(?:{line})" for line in lines("cliches.txt")))


@cache
def _abstract() -> frozenset[str]:
    return frozenset(word for row in rows("abstract.txt") for word in row)


def _is_empty(sentence: str) -> bool:
    """Whether a sentence is put together from what fits any body in any year, and names nothing."""
    said = len(_HAN.findall(sentence))
    if said < _SHORTEST or _FACT.search(sentence):
        return False
    cliches = [match.span() for match in _cliches().finditer(sentence)]
    covered, at = 0, 0
    for word in rjieba.cut(sentence, False):
        inside = any(start <= at < end for start, end in cliches)
        covered += len(_HAN.findall(word)) if inside or word in _abstract() or word in FUNCTION else 0
        at += len(word)
    return bool(cliches) and covered >= _COVERED * said


def _formulas(text: str, sentence: "re.Match[str]") -> Iterator[Found]:
    """Three formulas in a row with nothing between them that could be checked."""
    row: list[re.Match[str]] = []
    for match in [*_FORMULAS.finditer(text, sentence.start(), sentence.end()), None]:
        if match and row and match.start() - row[-1].end() <= _NEAR:
            row.append(match)
            continue
        if len({one.group() for one in row}) >= 3 and not _FACT.search(text, row[0].start(), row[-1].end()):
            yield Found(row[0].start(), row[-1].end(), "boilerplate", "套话，没有事实", "写出具体做什么、到什么程度，或删去", "minor")
        row = [match] if match else []
