"""Actions on papers: begin, write, override a number with a reason, freeze."""

import re
from collections.abc import Iterable
from dataclasses import asdict

from django.utils import timezone

from unionhall.base.periods import Period
from unionhall.base.text import fold
from unionhall.kernel.access.permissions import PAPERS
from unionhall.kernel.access.scope import OutOfReach
from unionhall.kernel.actions.declare import Action, Problem
from unionhall.kernel.actions.inputs import Input
from unionhall.kernel.actions.run import Doing
from unionhall.kernel.ledger import locks
from unionhall.kernel.ledger.metrics import phrases
from unionhall.kernel.papers.checks import check
from unionhall.kernel.papers.compose import compose, draft_of
from unionhall.kernel.papers.declare import paper_kinds
from unionhall.kernel.papers.draft import Draft, exact
from unionhall.kernel.papers.freeze import quotes_of
from unionhall.kernel.papers.models import Override, Paper, Quote


def _period_fits(doing: Doing) -> Iterable[Problem]:
    kind = str(doing.values.get("kind"))
    if kind not in paper_kinds:
        yield Problem("invalid", f"没有“{kind}”这种文稿", "kind")
        return
    try:
        period = Period.parse(doing.values["period_code"])
    except ValueError as error:
        yield Problem("invalid", str(error), "period_code")
        return
    if period.length != paper_kinds[kind].months:
        yield Problem("invalid", f"{paper_kinds[kind].label}的期间应为 {paper_kinds[kind].months} 个月", "period_code")


def _begin(doing: Doing) -> None:
    """The opening and closing paragraphs are the officer's own, and come along from the paper before."""
    paper = doing.record
    paper.made_by = doing.actor
    last = Paper.objects.filter(org=paper.org, kind=paper.kind).order_by("-period_code").first()
    if last:
        paper.opening, paper.closing = last.opening, last.closing


def _skip(doing: Doing) -> None:
    doing.record.skipped = list(doing.call.data.get("skipped") or [])


def _is_draft(doing: Doing) -> Iterable[Problem]:
    if doing.record.paper.org_id != doing.record.org_id:
        raise OutOfReach
    if doing.record.paper.state != Paper.State.DRAFT:
        yield Problem("invalid", "文稿已定稿，数字不能再改")


def _is_number(doing: Doing) -> Iterable[Problem]:
    """Only a plain figure is written over; shares, changes and targets follow it."""
    if doing.record.key not in phrases:
        yield Problem("invalid", "这个数由别的数算出，不能单独改；请改它所依据的数", "written")
    written = fold(doing.values["written"]).replace(",", "")
    if not re.fullmatch(r"\d{1,15}(\.\d{1,2})?", written):
        yield Problem("invalid", f"手工数应为数字，如 130，现在是“{doing.values['written']}”", "written")
    doing.record.written = written


def _write_over(doing: Doing) -> None:
    override, phrase = doing.record, phrases[doing.record.key]
    counted = Draft(override.paper.org, override.paper.period).figure(override.key)
    override.counted, override.reason = exact(phrase.metric, counted.value), doing.call.reason.strip()
    override.label = phrase.label
    Override.objects.filter(paper=override.paper, key=override.key).delete()


def _holds(doing: Doing) -> Iterable[Problem]:
    draft = draft_of(doing.record)
    for fault in check(compose(doing.record, draft), draft):
        if fault.level == "error":
            yield Problem("invalid", fault.text, fault.key)


def _freeze(doing: Doing) -> None:
    """The ledger is held alone: nothing can appear below the position that the paper answers from."""
    paper = doing.record
    paper.position = locks.position()
    draft = draft_of(paper)
    paper.dated_on = paper.dated_on or timezone.localdate(doing.at)
    content = compose(paper, draft)
    paper.content, paper.frozen_at = asdict(content), doing.at
    Quote.objects.bulk_create(quotes_of(paper, content, draft))


DRAFT, FROZEN = (Paper.State.DRAFT,), Paper.State.FROZEN
WRITTEN = (Input("paper", "文稿", "record", model=Paper), Input("written", "手工数", max_length=20))
BEGIN = Action(
    "papers.paper.begin", "新建文稿", Paper, PAPERS, ("kind", "period_code"), creates=True, effect=_begin, checks=(_period_fits,)
)
WRITE = Action("papers.paper.write", "保存文稿", Paper, PAPERS, ("title", "opening", "closing", "dated_on"), states=DRAFT, effect=_skip)
FREEZE = Action("papers.paper.freeze", "定稿", Paper, PAPERS, states=DRAFT, target=FROZEN, effect=_freeze, checks=(_holds,), exclusive=True)
REMOVE = Action("papers.paper.remove", "删除草稿", Paper, PAPERS, states=DRAFT, removes=True)
OVERRIDE = Action(
    "papers.override.write",
    "改为手工数",
    Override,
    PAPERS,
    ("key",),
    WRITTEN,
    creates=True,
    needs_reason=True,
    effect=_write_over,
    checks=(_is_draft, _is_number),
)
TAKE_BACK = Action("papers.override.remove", "恢复为记录所得", Override, PAPERS, checks=(_is_draft,), removes=True)
