"""What is said not to have happened at all, against a number of it elsewhere in the paper: 没有发生一起劳动争议 … 调解劳动争议4起."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from unionhall.shell.reading.faults.dictionary import lines, rows
from unionhall.shell.reading.faults.fault import Found
from unionhall.shell.reading.faults.told import Told
from unionhall.shell.reading.text import Reading

_DENIED = (
    "(?:没有?|未|从未|无|杜绝了?|实现了?零)(?:再)?(?:发生|出现|接到|收到|产生|有)?过?"
    "(?:任何|一[名人例起件次个户宗位票]|1[例起件名])?(?P<which>[^,。;:\\d]{0,8}?)"
)
_NONE = "(?:为零|零发生|零报告|[为是]?0[起件例])"
_ALL_FOR = re.compile("全票|一致(?:通过|同意|赞成)")
# A denial or a number of these alone says nothing of the others.
_GRAVE = re.compile("重大|较大|特大|群体|集体|越级|恶性|死亡|重伤|一般|进京|以上")
_ANOTHER_TIME = re.compile("去年|上年|往年|前年|同比|历史|以往|此前|以前|曾|原|(?<!\\d)\\d{1,2}月|季度|半年|如|若|对于?发生")
_SPOKEN_OF = re.compile(
    "演练|演习|培训|讲座|预案|宣传|警示|案例|教育|隐患|应急|视频|保险|防范|预防|规定|制度|热线|电话|信箱|平台|渠道|法庭|委员|室|站|台|岗|员"
)
_EVENTS = ("人", "起", "件", "例", "宗", "票", "户", "次", "人次", "个")
_VOTE = "反对"
# What is voted on; two things named between a vote and another are two votes.
_VOTED_ON = re.compile("[一-鿿]{0,2}(?:报告|方案|草案|办法|决议|决定|合同|协议|预算|决算|名单|人选|候选人|提案|议案|章程|制度|规定|细则)")
_NEAR = 10  # characters between the number and what it counts


@cache
def _topics() -> tuple[str, ...]:
    return tuple(lines("denied.txt"))


def find(reading: Reading, sentences: Sequence[list[Told]]) -> Iterator[Found]:
    """Numbers of what a paper denies."""
    text = reading.clean.text
    told = [one for sentence in sentences for one in sentence if one.value and one.figure.unit in _EVENTS]
    for topic in _topics():
        denials = [match.start() for match in _denials(topic).finditer(text) if not _narrow(match) and not _is_quoted(match)]
        if _VOTE in topic:
            denials += [match.start() for match in _ALL_FOR.finditer(text)]
        happened = [one for one in told if _tells_of(one, topic)] if denials else []
        one = next((one for one in happened if any(_is_denied(reading, one, at, vote=_VOTE in topic) for at in denials)), None)
        if one:
            yield Found(*one.figure.clean, "contradiction", "别处说没有发生，这里有数", "核对原始记录后统一")


def _is_denied(reading: Reading, one: Told, at: int, *, vote: bool) -> bool:
    """Whether a denial is of the same paper as a number; of votes, of the same paragraph and the same thing."""
    origin = reading.clean.origin[at]
    if not any(document.number == one.figure.document and document.start <= origin < document.end for document in reading.documents):
        return False
    first, last = sorted((at, one.figure.clean[0]))
    text = reading.clean.text
    start = max(text.rfind(mark, 0, first) for mark in "。;\n") + 1
    return not vote or ("\n" not in text[first:last] and len(set(_VOTED_ON.findall(text, start, last))) <= 1)


@cache
def _denials(topic: str) -> "re.Pattern[str]":
    return re.compile(
        f"{_DENIED}(?:{topic})(?!率|引发|导致|造成|引起|而|(?:案件|事件)?(?:仲裁|诉讼|进入|上升))|(?:{topic})[^,。;:\\d]{{0,4}}{_NONE}"
    )


def _is_quoted(match: "re.Match[str]") -> bool:
    """“百日无事故”活动 denies nothing."""
    line = match.string[match.string.rfind("\n", 0, match.start()) + 1 : match.start()]
    return line.count("“") > line.count("”")


def _narrow(match: "re.Match[str]") -> bool:
    """Whether only some of its kind, or only for a while, are denied: 没有重大事故, 6月没有事故, 没有停产和因此..."""
    clause = re.split("[,。;:\n]", match.string[max(0, match.start() - 20) : match.start()])[-1]
    which = match["which"] or ""
    return bool(not _anybody().fullmatch(which) or _GRAVE.search(clause + which) or _ANOTHER_TIME.search(clause))


@cache
def _anybody() -> "re.Pattern[str]":
    """Words that narrow nothing down: 没有一名职工因工受伤."""
    return re.compile(f"(?:{dict(rows('stocks.txt'))['things']}|因工|因公|人员?|的|新|发生|出现|过|安全|生产)*")


def _tells_of(one: Told, topic: str) -> bool:
    around = one.before[-_NEAR:] + "|" + one.after[:_NEAR]
    if re.search(f"(?:无|零|没有|未)[^,。;]{{0,4}}(?:{topic})", around):
        return False  # “百日无违章标兵”45名
    named = re.search(f"(?:{topic})[^,。;]{{0,4}}\\||\\|[^,。;]{{0,4}}(?:{topic})", around)
    return (
        bool(named)
        and one.figure.modality in ("done", "state")
        and not (_GRAVE.search(around) or _SPOKEN_OF.search(around) or _ANOTHER_TIME.search(one.clause))
    )
