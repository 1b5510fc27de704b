"""Whether a claim is something done, planned, a rule, or how things stand."""

import re
from typing import Literal

from unionhall.shell.reading import lexicon, words
from unionhall.shell.reading.claims import Claim, Said

Modality = Literal["done", "plan", "rule", "state"]


def of(said: Said, claim: Claim, *, planned: bool) -> Modality:
    """How a sentence means a claim; ``planned`` says that it stands under a heading that plans."""
    if claim.rule:
        return "rule"
    before, after = said.before(claim.start), said.after(claim.end)
    happened = bool(lexicon.HAPPENED.search(before) or lexicon.TOLD_OF.search(before) or _achieved(said, claim, before))
    if _is_plan(said, claim, happened=happened, planned=planned):
        return "plan"
    if claim.ordinal:
        return _of_session(before, after)
    if claim.kind == "rank":
        return "state" if claim.unit == "星级" and lexicon.BASIS.match(after) else "done"
    return "rule" if not happened and _is_rule(said, claim, before, after) else _of_fact(said, claim, happened=happened)


def _of_fact(said: Said, claim: Claim, *, happened: bool) -> Modality:
    before, after = said.before(claim.start), said.after(claim.end)
    if claim.kind == "rate":
        return "done" if lexicon.CHANGE.search(before) and not lexicon.COME_TO.search(before) else "state"
    stands = claim.unit in ("方面", "岁") or _there_are(before, after) or (not happened and _stands(said, claim, before))
    return "state" if stands else "done"


def _achieved(said: Said, claim: Claim, before: str) -> bool:
    """完成12项 has happened, unless it is planned: 计划完成12项, 到明年6月底,完成18家."""
    match = lexicon.ACHIEVED.search(before)
    if not match:
        return False
    start = claim.start - len(before)
    ahead = _plans(said, start, start + match.start()) or (_plans(said, *_lead(said, claim)) and not _counted_before(said, claim))
    return not ahead


def _counted_before(said: Said, claim: Claim) -> bool:
    """Whether something was counted in the sentence before the claim's clause: what follows is told of it."""
    start = said.clause(claim.start)[0]
    return any(q.value is not None and q.end <= start for q in said.found)


def _plans(said: Said, start: int, end: int) -> bool:
    """Whether a word of planning stands in a stretch of the sentence."""
    planned = any(start <= match.start() < end for match in lexicon.PLAN.finditer(said.text))
    return planned or any(start <= match.start() < end and _will(said.text, match) for match in lexicon.WILL.finditer(said.text))


def _will(text: str, match: "re.Match[str]") -> bool:
    """Whether 将 or 计划 speaks of what will be: a verb, an adverb or a place follows, no thing that something is done with."""
    rest, number = text[match.end() : match.end() + 8], match.group() == "计划" and not lexicon.PLAN_WRITTEN.search(text, 0, match.start())
    tag = words.tagged(rest)[0][1] if rest else "v"
    return tag[0] in "vpdtfx" or (number and tag == "m")


def _is_plan(said: Said, claim: Claim, *, happened: bool, planned: bool) -> bool:
    before = said.before(claim.start)
    if lexicon.ASSIGNED_BEFORE.search(before) and lexicon.ASSIGNED_AFTER.match(said.after(claim.end)):
        return True
    start = claim.start - len(before)
    return not happened and (planned or _plans(said, start, claim.start) or _plans(said, *_lead(said, claim)))


def _lead(said: Said, claim: Claim) -> tuple[int, int]:
    """Where the clauses before the claim's own stand, as long as none of them tells of something done."""
    start = said.clause(claim.start)[0]
    turns = lexicon.HAPPENED.search(said.text, 0, start) or re.match("其中|截|目前|现|今年", said.before(claim.start))
    return 0, 0 if turns else start


def _is_rule(said: Said, claim: Claim, before: str, after: str) -> bool:
    """Whether a clause lays down what is to be in every case: by its words, by a condition before it, or going on from a rule."""
    if (
        lexicon.STANDARD.search(before)
        or lexicon.SINGLE_CASE.search(before)
        or lexicon.LIMITED.match(said.text, claim.start - 2 * before.endswith("不得"))
    ):
        return True
    if claim.kind == "size" and lexicon.DEADLINE.match(after):
        return not re.search("了|完成", after[:30])
    if lexicon.BY_A_SHARE.search(before) and (lexicon.SHARED.match(after) or (claim.kind == "rate" and lexicon.PAID_BY_SHARE.match(after))):
        return True
    lead = said.text[: said.clause(claim.start)[0]]
    if lexicon.TOLD.search(lead + before):
        return False
    again = claim.kind == "money" and lexicon.ALLOWED.search(before)
    whom = lexicon.FOR_WHOM.search(lead) and not _counted_before(said, claim) and claim.kind == "money"
    return bool(whom or lexicon.CONDITION.search(lead) or (lexicon.EVERY.search(lead) and (lexicon.EXTRA.search(before) or again)))


def _of_session(before: str, after: str) -> Modality:
    held = lexicon.HELD.search(before) or re.match("[^,。;]{0,24}(?:召开|举行|会议上|历时|开幕|闭幕|落幕)", after)
    return "done" if held and not lexicon.HEARD_OF.search(before) else "state"


def _there_are(before: str, after: str) -> bool:
    """共有49家, 所属的5个项目部: they are there, unless the clause goes on to say what they did."""
    named = lexicon.IS.match(after)
    if named and not any(tag == "v" for _, tag in words.tagged(named["what"])):
        return True
    if lexicon.COME_TO.search(before) or lexicon.COMPOSED_OF.match(after):
        return True
    if re.search("的(?:总?共)?有$", before):
        return False
    if not lexicon.THERE_ARE.search(before) and not lexicon.COMPOSED.search(before):
        return False
    acts = [tag for word, tag in words.tagged(re.split("[,。;:!?]", after)[0]) if tag == "v" and word not in ("是", "为", "有", "在")]
    return bool(lexicon.COMPOSED.search(before)) or not acts


def _stands(said: Said, claim: Claim, before: str) -> bool:
    have = lexicon.HAVE.search(before)
    there_is = claim.unit == "年" or bool(have and not lexicon.DOING.search(before[: have.start()]) and not before.startswith("全年"))
    there_is = there_is or bool(lexicon.AMONG.search(said.text, 0, said.clause(claim.start)[0]) and not lexicon.DOING.search(before))
    return (
        there_is
        or _alone(said, claim, before)
        or bool(lexicon.STANDING.search(before) or lexicon.STANDING_AFTER.match(said.after(claim.end)))
    )


def _alone(said: Said, claim: Claim, before: str) -> bool:
    """会员612人 at the head of a sentence and without a verb: so many there are."""
    if claim.unit not in lexicon.STANDING_UNITS or len(before) < 2 or any(q.value is not None and q.end <= claim.start for q in said.found):
        return False
    clause = before + "|" + re.split("[,。;:、!?]", said.after(claim.end))[0]
    pieces = [tag for _, tag in words.tagged(clause)]
    first = next((tag for tag in pieces if tag[0] not in "tm"), "")
    return tells_nothing(said, claim) and first != "vn" and not {"v", "p"} & set(pieces)


def tells_nothing(said: Said, claim: Claim) -> bool:
    """Whether a clause only names what it counts (员工30人), so that it says of it what the clause before said."""
    own = re.sub("^(?:其中|有|共?计|为|[、,和及])+", "", said.before(claim.start).rpartition("、")[2])
    first = words.tagged(own)[:1]
    acts = (
        lexicon.DOING.search(own)
        or lexicon.GOT.search(own)
        or re.search("了|新|增|今年|本年|本月|全年|年内", own)
        or (first and first[0][1] in ("v", "p", "d"))
    )
    behind = re.split("[,。;:、!?]", said.after(claim.end))[0]
    return not acts and not any(tag in ("v", "p") for _, tag in words.tagged(behind))
