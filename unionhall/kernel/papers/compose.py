"""Writing a paper: chapters from sections, problems and plans from findings, annexes from phrases; a return from its lines."""

from collections import Counter
from collections.abc import Sequence

from unionhall.kernel.ledger.metrics import metrics
from unionhall.kernel.orgs.models import name_on
from unionhall.kernel.papers.annexes import figures_table, overrides_table, return_table, units_table
from unionhall.kernel.papers.content import Content, Paragraph, Quoted, Run
from unionhall.kernel.papers.declare import MONTHLY_RETURN, Finding, Section, Sentence, findings, in_order, paper_kinds
from unionhall.kernel.papers.draft import Draft
from unionhall.kernel.papers.models import Paper
from unionhall.kernel.papers.sentences import write

OVERVIEW, PROBLEMS, PLANS = "overview", "problems", "plans"  # parts of the report that are no chapter of a module
HEADINGS = {PROBLEMS: "存在的问题", PLANS: "{}年工作打算"}
LONGEST_OVERVIEW = 120  # characters; what does not fit is said in its chapter
FEW = 6  # facts below which the report is one paragraph, its plans and its annex
MOST = {PROBLEMS: 4, PLANS: 6}


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
        body = _short(draft, chapters)
    else:
        body = [*([] if OVERVIEW in skipped else _overview(draft)), *chapters, *_proposals(draft, skipped, PROBLEMS)]
    return [*_own(paper.opening, "opening"), *body, *_proposals(draft, skipped, PLANS), *_own(paper.closing, "closing")]


def chapters_of(draft: Draft) -> Counter[str]:
    """How many figures each chapter would quote; for the editor's list."""
    return Counter(paragraph.section for paragraph in _chapters(draft, set()) for run in paragraph.runs if isinstance(run, Quoted))


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


def proposed(draft: Draft) -> dict[str, list[tuple[str, str, list[Run]]]]:
    """What the findings that fire say of problems and of plans: the name under which each is left out, its heading, its words."""
    found = fired(draft)
    patterns: dict[str, list[tuple[str, str, Sentence]]] = {
        PROBLEMS: [(finding.name, finding.title, finding.problem) for finding in found],
        # A problem that is not written may still be worth its measure.
        PLANS: [(f"{finding.name}:measure", f"{finding.measure_title}。", finding.measure) for finding in found if finding.measure],
    }
    return {part: [(key, title, runs) for key, title, said in some if (runs := write(draft, said))] for part, some in patterns.items()}


def _proposals(draft: Draft, skipped: set[str], part: str) -> list[Paragraph]:
    """Problems one below the other with their headings, or plans as a numbered list."""
    kept = [] if part in skipped else [(title, runs) for key, title, runs in proposed(draft)[part] if key not in skipped]
    body = [Paragraph((), 1, HEADINGS[part].format(draft.period.last_day.year + 1), part)]
    for number, (title, runs) in enumerate(kept[: MOST[part]], 1):
        numbered = Paragraph((f"{number}.{title}", *runs), section=part)
        body.append(numbered if part == PLANS else Paragraph(tuple(runs), 2, title, part))
    return body if kept else []
