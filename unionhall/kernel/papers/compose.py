"""Writing a paper: chapters from sections, problems and measures from findings, annexes from phrases; a return from its blocks."""

from collections.abc import Sequence

from unionhall.kernel.ledger.metrics import metrics
from unionhall.kernel.orgs.models import name_on
from unionhall.kernel.papers.annexes import figures_table, overrides_table, return_table, units_table
from unionhall.kernel.papers.content import Content, Paragraph, Quoted, Run
from unionhall.kernel.papers.declare import MONTHLY_RETURN, Finding, Section, findings, in_order, paper_kinds
from unionhall.kernel.papers.draft import Draft
from unionhall.kernel.papers.models import Paper
from unionhall.kernel.papers.sentences import write

OVERVIEW, PROBLEMS, PLANS = "overview", "problems", "plans"  # parts of the report that are no chapter of a module
HEADINGS = {PROBLEMS: "存在的问题", PLANS: "{}年工作打算"}
LONGEST_OVERVIEW = 120  # characters; what does not fit is said in its chapter
FEW = 6  # facts below which the report is one paragraph, its plans and its annex
MOST_PROBLEMS, MOST_MEASURES = 4, 6


def draft_of(paper: Paper) -> Draft:
    """The draft behind a paper: live, or as of the position where it was frozen."""
    written = {override.key: override.written for override in paper.overrides.all()}
    return Draft(paper.org, paper.period, paper.position, written)


def compose(paper: Paper, draft: Draft | None = None) -> Content:
    """The whole paper. It says nothing of what the ledger does not know."""
    draft = draft or draft_of(paper)
    draft.read()
    of_return = paper.kind == MONTHLY_RETURN.name
    body = (return_table(draft),) if of_return else tuple(_report(paper, draft))
    annexes = [overrides_table(paper, draft)] if of_return else [figures_table(draft), units_table(draft), overrides_table(paper, draft)]
    day = paper.dated_on
    dated = f"{day.year}年{day.month}月{day.day}日" if day else ""
    return Content(title_of(paper), paper.org.signature, dated, body, tuple(table for table in annexes if table))


def title_of(paper: Paper) -> str:
    """The officer's own title, or whose paper it is, of when, of which kind."""
    return paper.title or f"{name_on(paper.org, paper.period.last_day)}{paper.period.label}{paper_kinds[paper.kind].title}"


def _report(paper: Paper, draft: Draft) -> list[Paragraph]:
    skipped = set(paper.skipped)
    chapters = _chapters(draft, skipped)
    if _facts(chapters) < FEW:
        body = [*_short(draft, chapters), *_plans(draft, skipped)]
    else:
        body = [*([] if OVERVIEW in skipped else _overview(draft)), *chapters, *_problems(draft, skipped), *_plans(draft, skipped)]
    return [*_own(paper.opening, "opening"), *body, *_own(paper.closing, "closing")]


def chapters_of(draft: Draft) -> list[tuple[str, int]]:
    """The chapters that have something to say, with how many figures each quotes; for the editor's list."""
    paragraphs = _chapters(draft, set())
    names = dict.fromkeys(paragraph.section for paragraph in paragraphs)
    return [(name, _facts([paragraph for paragraph in paragraphs if paragraph.section == name])) for name in names]


def fired(draft: Draft) -> list[Finding]:
    """The findings that fire, most pressing first."""
    draft.read()
    return sorted((finding for finding in findings if finding.seen(draft)), key=lambda finding: finding.rank)


def _own(text: str, section: str) -> list[Paragraph]:
    return [Paragraph((line.strip(),), section=section, own=True) for line in text.splitlines() if line.strip()]


def _overview(draft: Draft) -> list[Paragraph]:
    """The year in one paragraph: what stands at its end, then what was done, as far as there is room."""
    clauses = [said for section in in_order() if section.overview and (said := write(draft, section.overview))]
    if not clauses:
        return []
    runs: list[Run] = [f"{draft.period.label}，{draft.org}"]
    if metrics[next(run.metric for run in clauses[0] if isinstance(run, Quoted))].form == "stock":
        runs = [f"{draft.period.label}末，{draft.org}", *clauses.pop(0), "。一年来，" if clauses else ""]
    for number, clause in enumerate(clauses):
        longer: list[Run] = [*runs, "；" if number else "", *clause]
        if number and len(Paragraph(tuple(longer)).text) >= LONGEST_OVERVIEW:
            break
        runs = longer
    return [Paragraph((*runs, "。"), section=OVERVIEW)]


def _chapters(draft: Draft, skipped: set[str]) -> list[Paragraph]:
    body: list[Paragraph] = []
    open_chapter = ""
    for section in in_order():
        paragraphs = _section(draft, section) if section.chapter not in skipped else []
        if paragraphs and section.chapter != open_chapter:
            body.append(Paragraph((), level=1, heading=section.chapter, section=section.chapter))
            open_chapter = section.chapter
        body += paragraphs
    return body


def _section(draft: Draft, section: Section) -> list[Paragraph]:
    out = []
    for part in section.parts:
        runs: list[Run] = [run for sentence in part.sentences for run in (write(draft, sentence) or ())]
        if runs:
            out.append(Paragraph(tuple(runs), 2 if part.heading else 0, part.heading, section.chapter))
    return out


def _facts(paragraphs: Sequence[Paragraph]) -> int:
    return sum(isinstance(run, Quoted) for paragraph in paragraphs for run in paragraph.runs)


def _short(draft: Draft, chapters: Sequence[Paragraph]) -> list[Paragraph]:
    """Few facts make one paragraph without headings; never padded."""
    runs = [run for paragraph in chapters for run in paragraph.runs]
    return [Paragraph((f"{draft.period.label}，{draft.org}工作情况如下：", *runs), section="short")] if runs else []


def _problems(draft: Draft, skipped: set[str]) -> list[Paragraph]:
    body: list[Paragraph] = []
    for finding in fired(draft):
        runs = write(draft, finding.problem) if finding.name not in skipped else None
        if runs:
            body.append(Paragraph(tuple(runs), 2, finding.title, PROBLEMS))
    heading = Paragraph((), 1, HEADINGS[PROBLEMS], PROBLEMS)
    return [heading, *body[:MOST_PROBLEMS]] if body and PROBLEMS not in skipped else []


def _plans(draft: Draft, skipped: set[str]) -> list[Paragraph]:
    """What is proposed for next year. A problem that is not written may still be worth its measure."""
    body: list[Paragraph] = []
    for finding in fired(draft):
        runs = write(draft, finding.measure) if finding.measure and measure_of(finding) not in skipped else None
        if runs:
            body.append(Paragraph((f"{len(body) + 1}.{finding.measure_title}。", *runs), 0, "", PLANS))
    heading = Paragraph((), 1, HEADINGS[PLANS].format(draft.period.last_day.year + 1), PLANS)
    return [heading, *body[:MOST_MEASURES]] if body and PLANS not in skipped else []


def measure_of(finding: Finding) -> str:
    """The name under which a finding's measure is left out."""
    return f"{finding.name}:measure"
