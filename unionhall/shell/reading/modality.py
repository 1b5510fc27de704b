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
    before = said.before(claim.start)
    happened = bool(lexicon.HAPPENED.search(before))
    if _is_plan(said, claim, happened=happened, planned=planned):
        return "plan"
    if claim.ordinal:
        return _of_session(before, said.after(claim.end))
    if claim.kind == "rank":
        return "state" if claim.unit == "星级" and lexicon.BASIS.match(said.after(claim.end)) else "done"
    if claim.kind == "rate":
        return "done" if lexicon.CHANGE.search(before) else "state"
    stands = claim.unit == "方面" or (not happened and _stands(said, claim, before))
    return "state" if stands else "done"


def _is_plan(said: Said, claim: Claim, *, happened: bool, planned: bool) -> bool:
    before = said.before(claim.start)
    if lexicon.ASSIGNED_BEFORE.search(before) and lexicon.ASSIGNED_AFTER.match(said.after(claim.end)):
        return True
    return not happened and (planned or bool(lexicon.PLAN.search(before) or lexicon.PLAN.search(_lead(said, claim))))


def _lead(said: Said, claim: Claim) -> str:
    """The clauses before the claim's own, as long as none of them tells of something done."""
    lead = said.text[: said.clause(claim.start)[0]]
    turns = lexicon.HAPPENED.search(lead) or re.match("其中|截|目前|现", said.before(claim.start))
    return "" if turns else lead


def _of_session(before: str, after: str) -> Modality:
    held = lexicon.HELD.search(before) or re.match("[^,。;]{0,24}(?:召开|举行)", after)
    return "done" if held and not lexicon.HEARD_OF.search(before) else "state"


def _stands(said: Said, claim: Claim, before: str) -> bool:
    have = lexicon.HAVE.search(before)
    there_is = claim.unit == "年" or bool(have and not lexicon.DOING.search(before[: have.start()]) and not before.startswith("全年"))
    return there_is or bool(lexicon.STANDING.search(before) or lexicon.STANDING_AFTER.match(said.after(claim.end)))


def tells_nothing(said: Said, claim: Claim) -> bool:
    """Whether a clause only names what it counts (员工30人), so that it says of it what the clause before said."""
    own = re.sub("^(?:其中|有|共?计|为|[、,和及])+", "", said.before(claim.start).rpartition("、")[2])
    first = words.tagged(own)[:1]
    acts = (
        lexicon.DOING.search(own)
        or lexicon.GOT.search(own)
        or re.search("了|新|增|今年|全年|年内", own)
        or (first and first[0][1] in ("v", "p", "d"))
    )
    behind = re.split("[,。;:、!?]", said.after(claim.end))[0]
    return not acts and not any(tag in ("v", "p") for _, tag in words.tagged(behind))
