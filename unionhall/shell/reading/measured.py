"""What a figure counts: the noun behind its measure word, or the words before it, and the metric that they name."""

import re
from functools import cache

from unionhall.kernel.ledger.metrics import Phrase, metrics, phrases, registers_of
from unionhall.shell.reading import lexicon, phrasebook
from unionhall.shell.reading.claims import Claim, Said
from unionhall.shell.reading.words import tagged

_LONGEST = 24
_STOP = re.compile(r"[,。;:!?、\n]")
_PERSONS = ("人", "人次", "户", "家")
# Words in front of a number that say how much or since when, not of what.
_ADVERBS = re.compile(
    r"(?:共计?|总共|合计|累计|总计|分别|各|已|已经|先后|全年|今年|目前|现|约|近|达到?|为|有|了|其中|等|计|是|在|只|也|都|均|就|还|又|的|到|至|由|从|一直都?|保持|占|比)+$"
)
_LEADING = re.compile(
    r"^(?:其中|同时|此外|另外|并且?|还|又|也|全年共?|今年来?|本年|上半年|下半年|目前|截[至止][^,]{0,8}|共计?|累计|先后|已经?|利用|以来|的)+"
)
_TIME = re.compile(
    r"^[,\s]*(?:(?:[\d一二三四五六七八九十xX×*~至第-]+(?:年度?|月份?|日|季度))+(?:[初末底终]|期间|以?来|间)?|[上下]半年|年[初底终末]|[初终]"
    r"|(?:元旦|春节|元宵|端午|中秋|国庆|重阳)节?(?:前夕|前后|期间|前)?)"
)
_NOMINAL = ("n", "vn", "a", "b", "j", "l", "s", "f", "z", "an", "r", "i", "t")
_NAMING = ("n", "vn", "l", "j", "i", "b", "a", "x", "t", "s")
_FUNCTION = ("p", "d", "c", "f")
# Verbs and nouns that say that something was spent or done, not what.
_LIGHT = re.compile(
    "发放|补[助贴]|支出|送去|给予|支付|开展|举办|安排|完成|进行|其中|全年|[一-鿿]{0,3}(?:金额?|费用?|款|资金|经费|价值)|累计|[共用计了元]"
)
_COST = re.compile("费用?|金额|经费|款|金|支出|开支|补助|补贴|价值")


def measure(said: Said, claim: Claim, before: str) -> str:
    """What is counted, in the words of the sentence.

    ``before`` is what the figure before it counted, or the whole of which it is a part; it stands in where the clause has no noun.
    """
    if claim.each:
        return _without_verbs(claim.each)
    if claim.kind == "rule" and claim.derived:
        return _done_regularly(said, claim)
    behind = _noun_behind(said, claim)
    if behind and (claim.kind in ("count", "rule", "size") or claim.ordinal or claim.unit == "星级"):
        return behind
    front = _words_before(said, claim) or behind
    if claim.kind == "size" and lexicon.LASTING.fullmatch(front):
        return _STOP.split(said.after(claim.end))[0][:_LONGEST]
    return front or (before if _counts_before(said, claim) else _clause_before(said, claim) or before)


def _counts_before(said: Said, claim: Claim) -> bool:
    """Whether the clause before counts something: then this one speaks of the same, else of what that clause names."""
    start = said.clause(claim.start)[0]
    return start == 0 or any(q.value is not None and said.clause(start - 1)[0] <= q.start < start for q in said.found)


def _done_regularly(said: Said, claim: Claim) -> str:
    return _LEADING.sub("", _TIME.sub("", said.after(claim.end)).lstrip(","))[:_LONGEST].partition("。")[0]


def _noun_behind(said: Said, claim: Claim) -> str:
    """30名|员工|通过…: the nouns that follow at once, or, of persons, those behind the next 的."""
    after = said.after(claim.end)[: 3 * _LONGEST]
    after = lexicon.QUOTED.sub("", after, count=1) if after[:1] in ("《", "“") else after
    behind = _STOP.split(after)[0]
    direct = _nouns(behind[:_LONGEST].removeprefix("的"))
    if direct:
        return direct
    if claim.unit in _PERSONS:
        return _nouns(re.split("[,。;:!?]", after)[0].partition("的")[2])
    bare = not claim.rank and not said.before(claim.start).strip("了 ")
    return behind[:8] if bare else ""


def _nouns(text: str) -> str:
    taken = ""
    for word, tag in tagged(text):
        if not tag.startswith(_NOMINAL) and not (taken and word in ("的", "及")):
            break
        taken += word
    return re.sub("[的及]$", "", taken)


def _words_before(said: Said, claim: Claim) -> str:
    """The words of the clause between the figure before and this one; empty where they are adverbs and a bare verb."""
    front = _ADVERBS.sub("", own_words(said, claim).strip("、 "))
    front = lexicon.PER_EACH.sub("", front)
    pieces = tagged(_TIME.sub("", _LEADING.sub("", front)))
    while pieces and (pieces[0][1] in _FUNCTION or pieces[0][0] in ("有", "是", "现有", "共有", "配有", "的")):
        pieces.pop(0)
    named = any(tag.startswith(_NAMING) for _, tag in pieces)
    front = "".join(word for word, _ in pieces)[-_LONGEST:].strip("、 “”")
    return front if named or len(front) > 4 else ""


def _clause_before(said: Said, claim: Claim) -> str:
    clauses = [clause for clause in re.split("[,;:。]", said.text[: said.clause(claim.start)[0]]) if clause]
    return _LEADING.sub("", _TIME.sub("", clauses[-1]))[-_LONGEST:] if clauses else ""


def _without_verbs(noun: str) -> str:
    pieces = tagged(_LEADING.sub("", noun))
    while len(pieces) > 1 and pieces[0][1] in ("v", "d", "c", "p", "ul") and len(pieces[-1][0]) > 1:
        pieces.pop(0)
    return "".join(word for word, _ in pieces)


def metric(said: Said, claim: Claim, measured: str, modality: str, whole: str) -> str:
    """The ledger's phrase for a claim, by its prize, the words of its clause, or what was counted before it; empty where there is none.

    What stands (state) is a stock or a rate, what happened is none: 30名员工参加 is not the number of all of them. ``whole`` is the phrase
    of the figure of which this is a part: a part of it in the ledger as well, or something else altogether.
    """
    if claim.rule or claim.ordinal or "/" in claim.unit or claim.kind == "rank":
        return ""
    own = re.sub("总?人?数$", "", _ADVERBS.sub("", own_words(said, claim)))
    said_of_it = [claim.rank, claim.each or own + "|" + _STOP.split(said.after(claim.end))[0]]
    if not _LIGHT.sub("", own).strip("、的了"):
        # 看望8人次,费用1600元: the clause names nothing of its own.
        said_of_it += [measured, measured + _clause_before(said, claim) if _COST.search(measured) else ""]
    for words in said_of_it:
        for found in phrasebook.metrics_of(words, claim.unit) if words else ():
            if _fits(found, modality) and _is_part(found, whole):
                return found
    return ""


def own_words(said: Said, claim: Claim) -> str:
    """The words of the clause between the figure before and this one."""
    begin = said.clause(claim.start)[0]
    cuts = (q.end for q in said.found if q.value is not None and q.kind != "size" and begin < q.end < claim.start)
    return said.text[max([begin, *cuts]) : claim.start]


def _is_part(name: str, whole: str) -> bool:
    """Whether a phrase may be a part of another: of the same metric only by its declaration, of another freely."""
    if not whole or phrases[name].metric != phrases[whole].metric:
        return True
    above = phrases[name].part_of
    while above and above != whole:
        above = phrases[above].part_of
    return above == whole


def _fits(name: str, modality: str) -> bool:
    form, standing = metrics[phrases[name].metric].form, {metric.unit for metric in metrics if metric.form == "stock"}
    flows = form != "stock" and (modality == "plan" or phrases[name].counter not in standing)  # 有实施记录的9条
    return form == "ratio" or (form == "stock") == (modality == "state") or flows


def parts_of(name: str, unit: str) -> tuple[Phrase, ...]:
    """The declared parts of a phrase, or of the persons behind it, in a unit."""
    return _parts_of(name, unit, len(phrases))


@cache
def _parts_of(name: str, unit: str, count: int) -> tuple[Phrase, ...]:
    """``count`` is the number of phrases declared, so that a module declared late is not missed."""
    wholes = {name, *persons_of(name)}
    return tuple(phrase for phrase in phrases if phrase.part_of in wholes and phrase.counter == unit)


def difference(child: Phrase) -> str:
    """What a part's label says more than its whole's: 住院 of 住院探望, 女 of 女会员."""
    if child.sex:
        return "女" if child.sex == "female" else "男"
    label, whole = child.label, phrases[child.part_of].label
    while label and whole and label[-1] == whole[-1]:
        label, whole = label[:-1], whole[:-1]
    return label if len(label) > 1 else child.label


def persons_of(name: str) -> list[str]:
    """The phrases that count the different subjects behind one, narrowed down in the same way."""
    counted = phrases[name]
    return [one.name for one in phrases if metrics[one.metric].base == counted.metric and one.breakdown == counted.breakdown]


def money_of(phrase: Phrase) -> str:
    """The one sum in yuan of the same registers, narrowed down in the same way."""
    registers = registers_of(metrics[phrase.metric])
    found = [
        one.name
        for one in phrases
        if one.counter == "元" and one.breakdown == phrase.breakdown and registers and registers_of(metrics[one.metric]) == registers
    ]
    return found[0] if len(found) == 1 else ""
