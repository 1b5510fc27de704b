"""Measure words without a number, where somebody took the figures out of a form and never put his own in."""

import re
from collections.abc import Iterator

import rjieba

from unionhall.shell.reading.faults.blanks import HAN
from unionhall.shell.reading.faults.fault import Found


def find(text: str) -> Iterator[Found]:
    """Measure words of a clean text that nothing is counted by."""
    yield from _bodies(text)
    yield from _without_number(text)


# What is done or found so many times, or to so many.
_DEEDS = frozenset(
    "召开 举办 组织 开展 举行 发放 印发 培训 走访 救助 帮扶 资助 新建 组建 收到 征集 查出 发现 受理 调解 签订 编发 撰写 报送 表彰 评选"
    " 选派 发展 吸收 现有 共有 建立".split()
)
_BODIES = re.compile(rf"(?:下设|共设|设有|建有|组建|成立)(?:了)?(?P<unit>[个家支])(?=[{HAN}]{{2}})")
_BEFORE_A_NOUN = re.compile(rf"(?<=[{HAN}]{{2}})(?:了)?(?P<unit>人次|名|户|份|期|篇|次|家|册|项)(?=[{HAN}]{{2}})")


def _bodies(text: str) -> Iterator[Found]:
    """下设个工会小组, 召开次会议: a number was deleted in front of its measure word."""
    for match in _BODIES.finditer(text):
        start = match.start("unit")
        if rjieba.cut(text[start : start + 4], False)[0] == match["unit"]:
            yield Found(start, match.end(), "blank", "计量单位前没有数字", "填入实际数字")
    for match in _BEFORE_A_NOUN.finditer(text):
        if _is_between(text, match):
            yield Found(match.start("unit"), match.end(), "blank", "计量单位前没有数字", "填入实际数字")


def _is_between(text: str, match: "re.Match[str]") -> bool:
    """Whether a verb of two characters, a measure word and a noun follow one another."""
    start = match.start("unit")
    pieces, at = rjieba.tag(text[max(0, match.start() - 4) : match.end() + 4]), max(0, match.start() - 4)
    places = []
    for word, tag in pieces:
        places.append((at, word, tag))
        at += len(word)
    for (_, verb, kind), (place, word, _), (_, noun, following) in zip(places, places[1:], places[2:], strict=False):
        if place == start and word == match["unit"]:
            return verb in _DEEDS and kind.startswith("v") and len(noun) > 1 and following.startswith("n")
    return False


_COUNTING = frozenset("共 共计 合计 总计 累计 计 共有 达 达到 约 近 多达".split())
_OPEN_UNIT = re.compile(
    r"(?<![\d〇零一二三四五六七八九十百千万亿两几数多余半每各%.])"
    r"(?P<unit>万元|元|人次|户次|场次|[余多](?:人次|人|名|户|元|件|条|场|篇|份|家)"
    r"|人|名|户|件|条|项|篇|份|场|期|次|家|个|张|册|处|起|间|台|套|辆)(?=[,。;、)]|$)",
    re.MULTILINE,
)
# Measure words that end hardly any other word; with one such gap in a sentence, doubtful ones are gaps as well.
_PLAIN = frozenset("次 人次 户次 场次 篇 辆 条 件 份".split())
_DOUBTFUL = frozenset("项 户 家 处 间 台 套 册 张 场 期 个 名 起".split())
_THING = ("n", "vn", "v", "l", "an", "nz", "j", "i")


def _without_number(text: str) -> Iterator[Found]:
    """Measure words that end their clause and have no number before them, as where a form's figures were deleted."""
    for sentence in _SENTENCE.finditer(text):
        gaps = [
            match for match in _OPEN_UNIT.finditer(text, *sentence.span()) if re.match(f"[{HAN}]", text[match.start() - 1 : match.start()])
        ]
        sure = [
            match for match in gaps if _is_counted(text, match) or (match["unit"] in _PLAIN and _ends_a_deed(text, match, sentence.start()))
        ]
        several = len(gaps) > 1 and (sure or re.search("共|累计|全年", text[sentence.start() : gaps[0].start()]))
        for match in gaps:
            if match in sure or (several and match["unit"] in _DOUBTFUL and _ends_a_deed(text, match, sentence.start())):
                yield Found(*match.span(), "blank", "计量单位前没有数字", "填入实际数字，或删去这一句")


_SENTENCE = re.compile(r"[^。!?\n]+")


_NO_DEED = re.compile("[的每各第首本这那该此哪某按]|增加|扩大|统计|提高|减少|计算|核对|填[写报]|显示")


def _is_counted(text: str, match: "re.Match[str]") -> bool:
    """共计元, 慰问金元: a word of counting, or one for money, right before the measure word."""
    left = text[max(0, match.start() - 8) : match.start()]
    tokens = rjieba.cut(left + match["unit"], False)
    if tokens[-1] != match["unit"] and tokens[-2:] != [match["unit"][0], match["unit"][1:]]:
        return False
    money = match["unit"] in ("元", "万元")
    return _before(tokens, match["unit"]) in _COUNTING or (money and bool(re.search("(?:费|金|款|资金|价值|经费|补助|支出|收入)$", left)))


def _ends_a_deed(text: str, match: "re.Match[str]", start: int) -> bool:
    """查出问题处, 组织法律咨询场: a verb and its thing, and then only the measure word."""
    clause = re.split("[,;、:()]", text[start : match.start()])[-1]
    pieces = rjieba.tag(clause + match["unit"])
    if not pieces or len(clause) < 3:
        return False
    *words, (last, _) = pieces
    if last != match["unit"]:  # 企业家: the thing has swallowed its measure word
        if match["unit"] not in _DOUBTFUL or not last.endswith(match["unit"]):
            return False
        words.append((last.removesuffix(match["unit"]), "n"))
    said = [(word, tag) for word, tag in words if word]
    if len(said) < 2 or len(said[-1][0]) < 2 or not said[-1][1].startswith(_THING) or _NO_DEED.search(clause):
        return False
    return any(tag == "v" or (at == 0 and tag == "vn") for at, (_, tag) in enumerate(said[:-1])) or said[-1][1] == "v"


def _before(tokens: list[str], unit: str) -> str:
    joined = 0
    for index in range(len(tokens) - 1, -1, -1):
        joined += len(tokens[index])
        if joined >= len(unit):
            return tokens[index - 1] if index else ""
    return ""
