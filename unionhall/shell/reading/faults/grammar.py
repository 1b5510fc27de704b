"""Slips of the pen: 的 for 地 and 得, words written twice, a doubled character lost, dates and abbreviations written wrong."""

import re
from collections.abc import Iterator

import rjieba

from unionhall.shell.reading.faults.dictionary import frequency
from unionhall.shell.reading.faults.fault import Found
from unionhall.shell.reading.faults.words import FUNCTION, Token

HAN = "一-鿿"
# Ways of doing something; between one of them and a verb with its object stands 地.
_MANNER = (
    "充分|积极|认真|更好|较好|很好|努力|及时|深入|广泛|热情|有效|有序|主动|自觉|严格|切实|真正|不断|逐步|圆满|顺利|扎实|全面|大力|精心|细致|耐心|"
    "合理|妥善|科学|规范|稳妥|高效|快速|迅速|积极主动|扎扎实实|切实有效|因地制宜|经常性|创造性|有针对性|有计划|有步骤|有组织|持续|稳步|最大限度|认认真真"
)
# Verbs that are hardly ever used as nouns: with an object behind them they are verbs.
_VERBS = (
    "调动|听取|完成|开展|推进|处理|解决|履行|落实|贯彻|发挥|做到|做好|实现|提高|促进|吸引|了解|制定|掌握|执行|搞好|抓好|参加|参与|加强|增强|营造|激发|"
    "保障|维护|凝聚|引导|动员|推动|提升|满足|改善|丰富|展示|展现|体现|反映|传达|组织"
)
_ADVERBIAL = re.compile(
    rf"(?:{_MANNER})(?P<word>的)(?=为[^了此期]|把|将|向|给|(?:{_VERBS})(?![的,。;、和与及性力]|纪律|机构|体系|能力|方式|情况|水平|作用|意义|影响|效果|力量))"
)
_THRICE = re.compile(rf"(?P<word>(?P<one>[{HAN}])(?P=one){{2,}})(?<![哈呵嘿啊])")
_COMPLEMENT = re.compile(
    rf"(?<![{HAN}]的)(?<=[干做办搞抓学写讲说唱跳跑打管玩得展织])(?P<word>的)(?=(?:很|非常|十分|特别|相当|比较|更加|越来越|格外)[{HAN}]{{1,3}}[,。;!]|有声有色|井井有条|红红火火)"
)
_TWICE = re.compile(rf"(?P<first>[{HAN}]{{3,12}})(?P=first)|(?P<noun>[{HAN}]{{2}})(?P=noun)")
_SAID_TWICE = frozenset("非常 永远 常常 好好 慢慢 渐渐 真正 多多 天天 人人 时时 处处 事事 年年 月月 家家 个个 户户".split())
_YEAR_TWICE = re.compile(r"(?:\d{4}|\d{2}[xX×*]{1,2})(?P<word>年年)(?=度)|(?P<again>年度年度)")
_SINCE = re.compile(r"(?<!\d)(?:\d{4}|20[xX×*]{1,2})(?P<word>年来)(?!访|电|到|华)")
_TWO_IN = re.compile(rf"(?P<word>在)[{HAN}]{{2,12}}在[{HAN}和、]{{2,24}}(?:领导|关怀|支持|帮助|指导|带领|努力)下")
_STRAY_IS = re.compile(r"^ *\d{1,2}、(?P<word>是)(?=\d{1,2}月)", re.MULTILINE)
_NO_VERB = re.compile(
    r"(?:^|(?<=[,。;\n]))(?P<word>[^,。;\n发起有具产当尽为是做]{2,24}(?:桥梁|纽带|骨干|带头|主力军|监督|保障|引领|示范)作用)(?=[,。;])"
)
_SMALL_LETTERS = re.compile(
    rf"(?<=[{HAN},、;。])(?P<word>[a-z]{{2,4}})(?=[{HAN}\d,、;。×]|$)|(?<![A-Za-z])(?P<one>[bctx])(?=超|光(?!彩|荣|明)|型血)"
)
_UNITS = frozenset("kg km cm mm ml kw kwh mg min mol app www com cn org net vs ok etc pm am xx xxx xxxx wifi mpa hz khz mhz ghz".split())
_PRESENT = frozenset("现在 存在 实在 所在 内在 外在 潜在 正在 自在 健在 好在".split())
_DOUBLING = frozenset("的了在是把被从对与及并也都将于和上")
_GOES_ON = frozenset("确 确确 下 下下 周 月 届 期 个 次 级".split())
_AGAIN = frozenset("看想试走听说问谈聊学练笑")


def find(text: str, cut: list[Token]) -> Iterator[Found]:
    """Slips in a clean text; ``cut`` is the text in words."""
    yield from _particles(text)
    yield from _twice(text)
    yield from _doubled_and_dropped(cut)
    yield from _dates_and_letters(text)


def _wrong(match: "re.Match[str]", note: str, right: str, severity: str = "hard") -> Found:
    group = match.lastgroup or "word"
    return Found(*match.span(group), "wrong_word", note, right, "minor" if severity == "minor" else "hard")


def _particles(text: str) -> Iterator[Found]:
    for match in _ADVERBIAL.finditer(text):
        start, end = match.span()
        yield Found(start, end + 1, "wrong_word", "修饰动词用“地”", "地", "minor")
    for match in _COMPLEMENT.finditer(text):
        yield _wrong(match, "补语前用“得”", "得", "minor")


def _twice(text: str) -> Iterator[Found]:
    """Words that stand twice in a row. 研究研究 and 一步一步 are no slips, and a body's own name may begin with its owner's last word."""
    for match in _THRICE.finditer(text):
        yield Found(*match.span(), "wrong_word", f"“{match['one']}”多写了", match["one"] * 2)
    for match in _TWICE.finditer(text):
        word = match["first"] or match["noun"]
        if (match["noun"] and not _is_slip(text, match.start(), word)) or not _begins(text, match.start()):
            continue
        if word[0] not in "一越边又" and len(set(word)) > 1:
            yield Found(*match.span(), "wrong_word", f"“{word}”重复", word)


def _begins(text: str, start: int) -> bool:
    """Whether a word begins at a place: 委员|会 does not begin within 工会|委员会|委员."""
    at = first = max(0, start - 4)
    for word in rjieba.cut(text[first : start + 8], False):
        if at >= start:
            break
        at += len(word)
    return at == start


def _is_slip(text: str, start: int, noun: str) -> bool:
    before = text[max(0, start - 1) : start]
    follows_noun = bool(re.match(f"[{HAN}]", before)) and before not in FUNCTION
    cut = rjieba.tag(noun)
    if len(cut) > 1 or noun in _SAID_TWICE:
        return False
    return cut[0][1] in ("d", "ad", "c", "p") or (cut[0][1] == "n" and not follows_noun) or before == "的"


def _doubled_and_dropped(cut: list[Token]) -> Iterator[Found]:
    for before, token, after in zip(cut, cut[1:], [*cut[2:], Token("", 0, 0)], strict=False):
        if before.word == token.word and token.word in _DOUBLING and after.word not in _GOES_ON:
            yield Found(before.start, token.end, "wrong_word", f"“{token.word}”重复", token.word)
        if before.word[-1:] == token.word == "在" and len(before.word) > 1 and before.word not in _PRESENT:
            yield Found(before.start, token.end, "wrong_word", "“在”重复", before.word)
        if before.word[-1:] == token.word and len(before.word) > 1 and after.word in ("了", "过") and token.word not in _AGAIN:
            yield Found(before.start, token.end, "wrong_word", f"“{token.word}”重复", before.word)
        if (
            len(token.word) == 1
            and token.word not in FUNCTION
            and len(before.word) > 1
            and before.word[-1] == token.word != before.word[-2]
        ):
            yield Found(before.start, token.end, "wrong_word", f"“{token.word}”重复", before.word)
        doubled = token.word * 2 + after.word
        if (
            len(token.word) == 1
            and len(after.word) == 2
            and token.word not in FUNCTION
            and before.word[-1:] != token.word
            and frequency(doubled)
        ):
            yield Found(token.start, after.end, "wrong_word", f"应为“{doubled}”，漏了一个“{token.word}”", doubled)


def _dates_and_letters(text: str) -> Iterator[Found]:
    for match in _YEAR_TWICE.finditer(text):
        yield _wrong(match, "“年”或“年度”重复", "年" if match["word"] else "年度")
    for match in _SINCE.finditer(text):
        yield _wrong(match, "“年来”前应为年数，如“一年来”，或用“年以来”", "年以来")
    for match in _TWO_IN.finditer(text):
        yield Found(*match.span(), "wrong_word", "“在”多写了一个", "删去前一个“在”")
    for match in _STRAY_IS.finditer(text):
        yield _wrong(match, "“是”多余", "")
    for match in _NO_VERB.finditer(text):
        yield _wrong(match, "“作用”没有动词", "发挥…作用")
    for match in _SMALL_LETTERS.finditer(text):
        if match[0] not in _UNITS:
            yield _wrong(match, "缩写的字母应大写", match[0].upper(), "minor")
