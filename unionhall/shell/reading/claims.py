"""What a sentence claims: which of its quantities count something, for each of what, and how often a thing is done."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import takewhile

from unionhall.base import quantities
from unionhall.base.quantities import Quantity
from unionhall.shell.reading import counting, lexicon, words

# Parts of speech that make a numeral part of a name or a saying: places, persons, organizations, idioms.
_NAMES = ("ns", "nr", "nz", "nt", "i", "l")
_ONE = ("一", "1")
# What is left of a number behind a mask (×万人) is no number.
_MASKS = tuple("×xX*?_□")


@dataclass(frozen=True)
class Claim:
    """A quantity that counts something; offsets are those of the sentence.

    ``unit`` says for each of what (元/户, 次/月). ``rule`` marks what recurs, ``derived`` a number that is not printed.
    ``each`` is the noun of this claim where one printed number stands for several (优良率和到课率都是100%).
    """

    start: int
    end: int
    value: Decimal
    upper: Decimal | None
    unit: str
    kind: str
    approx: bool = False
    rank: str = ""
    rule: bool = False
    derived: bool = False
    ordinal: bool = False
    each: str = ""
    step: Decimal = Decimal(1)


@dataclass(frozen=True)
class Said:
    """A sentence with its quantities and clauses, as the rules look at it."""

    text: str
    found: tuple[Quantity, ...]
    quoted: tuple[tuple[int, int], ...]
    marks: tuple[tuple[int, int], ...]

    def clause(self, at: int) -> tuple[int, int]:
        """Where the clause around an offset begins and ends. The comma in 1,200 ends none."""
        behind = bisect_right(self.marks, (at, 0))
        start = self.marks[behind - 1][1] if behind else 0
        return start, self.marks[behind][0] if behind < len(self.marks) else len(self.text)

    def before(self, at: int) -> str:
        """The words of the clause in front of an offset."""
        return self.text[self.clause(at)[0] : at]

    def after(self, at: int) -> str:
        """The words behind an offset to the end of the sentence."""
        return self.text[at:]


_CLAUSE_MARK = re.compile(r"(?<!\d),|,(?!\d{3})|[;:。!?()\n]")


def hear(text: str, skip: int = 0) -> Said:
    """A sentence with what is numbered in it; the first ``skip`` characters are the number of a list."""
    found = tuple(replace(item, start=item.start + skip, end=item.end + skip) for item in counting.found(text[skip:]))
    quoted, marks = (tuple(match.span() for match in pattern.finditer(text)) for pattern in (lexicon.QUOTED, _CLAUSE_MARK))
    return Said(text, found, quoted, marks)


def claims(said: Said) -> list[Claim]:
    """The claims of a sentence in their order."""
    counted = [claim for quantity in said.found if _counts(said, quantity) for claim in _claim(said, quantity)]
    counted = [claim for claim in counted if not _prize_of_another(said, claim, counted)]
    rules = list(_rules(said, counted))
    taken = {(rule.start, rule.end) for rule in rules} | {rule_of for rule in rules for rule_of in _covered(rule, counted)}
    return sorted([*rules, *(claim for claim in counted if (claim.start, claim.end) not in taken)], key=lambda claim: claim.start)


def _covered(rule: Claim, counted: list[Claim]) -> list[tuple[int, int]]:
    return [(claim.start, claim.end) for claim in counted if rule.start <= claim.start and claim.end <= rule.end]


# -- which quantities count ----------------------------------------------------------------------------------------------------------


def _counts(said: Said, quantity: Quantity) -> bool:
    if quantity.value is None or any(start <= quantity.start and quantity.end <= end for start, end in said.quoted):
        return False
    if quantity.kind == "size":
        return _size_counts(said, quantity)
    if _is_torn(said, quantity) or _is_saying(said, quantity) or said.text[quantity.start - 1 : quantity.start] == "第":
        return False
    if _is_formula(said, quantity) or _is_name(said, quantity) or _is_threshold(said, quantity):
        return False
    if quantity.kind == "count" and quantity.numeral in _ONE[:1]:
        return _one_counts(said, quantity)
    return True


def _size_counts(said: Said, quantity: Quantity) -> bool:
    before, after = said.before(quantity.start), said.after(quantity.end)
    if quantity.unit in ("年", "岁", "周", "个星期", "个月", "天", "小时", "分钟", "秒"):
        return bool(lexicon.EXTREME.search(before)) if quantity.unit == "岁" else _lasts(quantity, before, after)
    return not lexicon.SIZE_OF_A_RACE.match(after) and quantity.numeral != "一" and (quantity.unit != "度" or "电" in before)


def _lasts(quantity: Quantity, before: str, after: str) -> bool:
    """为期5天, 15日内, 用2个月走遍: how long something takes, not how old somebody is or when it was."""
    ends = bool(lexicon.END_OF_CLAUSE.match(after))
    lasting = lexicon.LASTING.search(before)
    if lasting and (ends or after[:1] in "的里时为"):
        return not (quantity.numeral in _ONE and lasting.group().startswith("过去"))  # 过去的一年 is a turn of speech
    if quantity.numeral in _ONE or lexicon.THRESHOLD_BEFORE.search(before):
        return False
    return ends or bool(re.match("之?内(?!的)", after) or lexicon.TAKING.search(before))


def _is_formula(said: Said, quantity: Quantity) -> bool:
    """三个代表, 分为四个部分, 几千元到十几万元不等."""
    before, after = said.before(quantity.start), said.after(quantity.end)
    if re.match(r"\d+%|百分", after) or (quantity.numeral == "一" and lexicon.SO_MANY_ONES.search(said.text, 0, quantity.start)):
        return True
    if lexicon.FORMULA.match(said.text, quantity.start) and not lexicon.GOT.search(before):
        return True
    if quantity.unit in ("个", "方面", "种", "条", "项") and lexicon.DIVIDED.search(before) and lexicon.STRUCTURE.match(after or ""):
        return True
    if quantity.unit == "个" and re.match("部分|环节|阶段|方面|层面|层次|步骤", after):
        return True
    if quantity.unit == "方面":
        return not (lexicon.SEVERAL_SIDES.match(after) and re.search("做|抓|开展|完成|推进", before))
    return bool(lexicon.NOT_ALL_THE_SAME.match(after) or (quantity.upper and "不等" in after[:3]))


def _is_torn(said: Said, quantity: Quantity) -> bool:
    """The rest of a number behind a mask: ×万人, 20××3人."""
    behind_mask = quantity.start > 0 and said.text[quantity.start - 1] in _MASKS
    return behind_mask and (quantity.numeral[0].isdigit() or quantity.numeral[0] in "十百千万亿")


def _is_saying(said: Said, quantity: Quantity) -> bool:
    """万家灯火, 千家万户: a bare hundred or ten thousand counts only with 近 or 余, or where persons and events are counted."""
    if quantity.kind == "percent" or quantity.numeral not in ("百", "千", "万", "亿", "十百", "千百", "百千", "千万"):
        return False
    return not quantity.approx and not (quantity.numeral in "百千" and quantity.unit in ("人", "人次", "场"))


def _is_threshold(said: Said, quantity: Quantity) -> bool:
    """100人以上企业 is a class of enterprises, not a hundred persons."""
    behind = said.text[quantity.start : quantity.end]
    tail = re.search("以[上下内]$", behind)
    after = (tail.group() if tail else "") + said.after(quantity.end)
    return bool(lexicon.THRESHOLD_AFTER.match(after) or lexicon.THRESHOLD_BEFORE.search(said.before(quantity.start)))


def _is_name(said: Said, quantity: Quantity) -> bool:
    """Whether the dictionary knows the numeral as part of a place, a person or a saying (三清山, 二人台)."""
    if quantity.numeral[:1].isdigit() or quantity.kind != "count":
        return False
    start = said.text.index(quantity.numeral, quantity.start)
    word, tag = words.tagged(said.text[start : start + 12])[0]
    inside = said.text[start : quantity.end].startswith(word) and said.text[quantity.end : quantity.end + 1] not in "台转"
    return len(word) > len(quantity.numeral) and tag.startswith(_NAMES) and not inside


def _one_counts(said: Said, quantity: Quantity) -> bool:
    before, after = said.before(quantity.start), said.after(quantity.end)
    if re.match(f"、[二两三]{quantity.unit}", after):
        return False  # 一级、二级 are classes
    if (
        lexicon.IDLE_BEFORE.search(before)
        or after.startswith(quantity.unit)
        or quantity.unit in ("批", "种", "面", "把", "双", "块", "则", "起")
    ):
        return False
    if lexicon.END_OF_CLAUSE.match(after):
        return len(before) > 1
    if quantity.unit in lexicon.EVENT_UNITS:
        return True
    return bool(lexicon.DOING.search(before)) and not lexicon.IDLE_AFTER.match(after)


# -- a quantity as a claim -----------------------------------------------------------------------------------------------------------


def _claim(said: Said, quantity: Quantity) -> Iterator[Claim]:
    assert quantity.value is not None
    unit = quantity.unit + (f"/{quantity.per}" if quantity.per else _each(said, quantity))
    kind = "rate" if quantity.kind == "percent" else quantity.kind
    claim = Claim(
        quantity.start,
        quantity.end,
        quantity.value,
        quantity.upper,
        unit,
        kind,
        quantity.approx,
        rank=_rank_of(said, quantity),
        ordinal=quantity.kind in ("session", "ordinal"),
        step=quantity.step,
    )
    for noun in _spoken_for(said, quantity):
        yield replace(claim, each=noun)


_WHOM = ("人", "户", "名", "位")
_MEANT = {"日均": "天"}


def _each(said: Said, quantity: Quantity) -> str:
    """/户 in 每户发放500元, /人 in 人均300元, /分会 in 要求各分会上报1-2篇."""
    if quantity.kind in ("percent", "multiple", "rank", "session", "ordinal"):
        return ""
    before = said.before(quantity.start)
    spoken = list(lexicon.PER_EACH.finditer(before))
    match = next(reversed(spoken), None)
    if match and match["each"]:
        # 每人每次300元 is for each of them.
        match = next((one for one in spoken[:-1] if one.end() == match.start() and one["of"] in _WHOM), match)
        return "/" + _body(match["of"].lstrip("一"), match["who"])
    between = match and any(match.end() <= other.start - quantity.start + len(before) < len(before) for other in said.found)
    if match and (match["case"] or match["mean"]) and not between:
        return f"/{_body(match['case'] or _MEANT.get(match['mean'], match['mean'].replace('均', '')[-1]), '')}"
    body = lexicon.EACH_BODY.search(said.text[: quantity.start])
    return f"/{body['body']}" if body and quantity.kind == "count" else ""


def _body(word: str, who: str) -> str:
    if word in ("名", "位") or (word == "个" and re.match(r"[一-鿿]{0,2}(?:员|人|工(?![会作]))", who)):
        return "人"
    if word == "个":
        nouns = takewhile(
            lambda piece: piece[1][0] not in "vdpm" or piece[1] == "vn", words.tagged(re.split("至少|每|[不应须要上发开补需]", who)[0])
        )
        return "".join(word for word, _ in nouns)[:4] or "个"
    return word


def _rank_of(said: Said, quantity: Quantity) -> str:
    if quantity.rank:
        return quantity.rank
    prize = next((other.rank for other in said.found if other.rank and other.end == quantity.start), "")
    if prize:
        return prize
    award = lexicon.AWARD.match(lexicon.QUOTED.sub("", said.after(quantity.end)))
    return award["rank"] if award and quantity.kind == "count" and quantity.unit != "分" else ""


def _prize_of_another(said: Said, claim: Claim, counted: list[Claim]) -> bool:
    """In 2条获一等奖 and 一等奖3项 the prize tells what was counted; it is no count of its own."""
    if claim.kind != "rank" or claim.unit == "星级":
        return False
    start, end = said.clause(claim.start)
    others = [other for other in counted if other.kind == "count" and start <= other.start < end]
    return any(other.rank == claim.rank for other in others) or any(
        claim.end <= other.start and not re.search("[,。;]|和|及", said.text[claim.end : other.start]) for other in others
    )


def _spoken_for(said: Said, quantity: Quantity) -> list[str]:
    """The nouns for which one printed number stands, or one empty word."""
    before = said.before(quantity.start)
    if quantity.kind == "percent":
        rates = re.findall(r"(?:^|[、和及与])([^、和及与,]{1,12}?率)(?=[、和及与]|[^、和及与率]{0,10}$)", before)
        return rates if len(rates) > 1 else [""]
    if quantity.kind == "count" and "分别" in before and _alone(said, quantity):
        after = re.match(r"[^,。;、]{2,16}?(?:[、和及与][^,。;、]{2,16})+", said.after(quantity.end))
        nouns = re.split("[、和及与]", after.group()) if after and not re.search(r"\d", after.group()) else []
        return nouns if len(nouns) > 1 else [""]
    if quantity.kind == "count" and before.endswith("各"):
        nouns = re.split("[、和及与]", before[:-1])
        return nouns if 1 < len(nouns) <= 6 else [""]
    return [""]


def _alone(said: Said, quantity: Quantity) -> bool:
    start, end = said.clause(quantity.start)
    return not any(start <= other.start < end and other.value is not None and other is not quantity for other in said.found)


# -- rules with a frequency ----------------------------------------------------------------------------------------------------------


def _rules(said: Said, counted: list[Claim]) -> Iterator[Claim]:
    spoken: set[tuple[int, str]] = set()
    for match in lexicon.EVERY.finditer(said.text):
        if any(start <= match.start() < end for start, end in said.quoted) or _no_rule(said, match):
            continue
        start, end = said.clause(match.start())
        span = _span_of(match)
        if (start, span) in spoken:
            continue
        spoken.add((start, span))
        everyone = lexicon.ALL_OF_THEM.match(said.text[match.end() :])
        if everyone:
            yield Claim(match.start(), match.end(), Decimal(100), None, "%", "rate", rule=True, derived=True)
            continue
        yield _rule(said, match, span, [claim for claim in counted if match.end() <= claim.start < end])


def _no_rule(said: Said, match: "re.Match[str]") -> bool:
    before = said.before(match.start())
    behind = said.text[match.end() :]
    often = re.match("[^,。;]{0,8}[次篇]", behind) or lexicon.MONEY_A_DAY.match(behind)
    daily = (match["unit"] or match["week"] or "") in ("天", "日") and (not often or before.endswith("平均"))
    return daily or bool(lexicon.EXCEPT.search(before) or lexicon.SERIES.match(said.text[match.end() :]))


def _span_of(match: "re.Match[str]") -> str:
    """The unit of time behind the stroke: 月, 季, 半年, 2月."""
    if match["day"] or match["habit"]:
        return "周"
    written = match["unit"] or match["week"] or match["by"] or match["return"] or match["span"] or "年"
    unit = next((short for short in ("半年", "季", "月", "年", "周", "星期", "礼拜", "天", "日") if short in written), "年")
    unit = {"星期": "周", "礼拜": "周", "日": "天"}.get(unit, unit)
    times = match["times"] or (written[0] if match["span"] and written[0] not in "半一季" else "")
    if times == "半":
        return f"半{unit}"
    number = quantities.value_of(times) if times else Decimal(1)
    return unit if number == 1 else f"{number}{unit}"


def _rule(said: Said, match: "re.Match[str]", span: str, counted: list[Claim]) -> Claim:
    """每季度写一篇 is one for each quarter; with no number behind it, once."""
    done = next((claim for claim in counted if claim.kind in ("count", "money") and not claim.ordinal), None) or _one_behind(said, match)
    if not done:
        return Claim(match.start(), match.end(), Decimal(1), None, f"次/{span}", "rule", rule=True, derived=match["every"] is not None)
    unit, _, each = done.unit.partition("/")
    heads = lexicon.PER_EACH.search(said.before(match.start())[-14:])
    who = each or (_body((heads["of"] or "").lstrip("一"), heads["who"] or "") if heads and heads["of"] else "")
    who = who if who in ("人", "户") else ""
    return replace(done, start=match.start(), unit=f"{unit}/{who}·{span}" if who else f"{unit}/{span}", rule=True, kind="rule")


def _one_behind(said: Said, match: "re.Match[str]") -> Claim | None:
    """The count behind 每月 that stands alone would be idle: 每月召开一次会议."""
    _, end = said.clause(match.start())
    for quantity in said.found:
        if match.start() < quantity.start < end and quantity.kind == "count" and quantity.value is not None:
            return Claim(quantity.start, quantity.end, quantity.value, quantity.upper, quantity.unit, "count", quantity.approx)
    return None
