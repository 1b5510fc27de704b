"""Writing the annual report: chapters from sections, problems and measures from findings, annexes from phrases."""

from collections.abc import Sequence
from dataclasses import replace

from unionhall.base.money import yuan
from unionhall.kernel.ledger.figures import Figure, figure
from unionhall.kernel.ledger.metrics import metrics, phrases
from unionhall.kernel.orgs.models import kinds
from unionhall.kernel.papers.content import Column, Content, Paragraph, Quoted, Run, Table
from unionhall.kernel.papers.declare import Finding, Part, findings, in_order
from unionhall.kernel.papers.draft import Draft, phrase_of
from unionhall.kernel.papers.models import Paper
from unionhall.kernel.papers.sentences import joined, write

PROBLEMS, PLANS = "存在的问题", "{}年工作打算"
FEW = 6  # facts below which the report is one paragraph and its annex
MOST_PROBLEMS, MOST_MEASURES = 4, 6


def draft_of(paper: Paper) -> Draft:
    """The draft behind a paper: live, or as of the position where it was frozen."""
    written = {override.key: override.written for override in paper.overrides.all()}
    return Draft(paper.org, paper.period, paper.position, written)


def compose(paper: Paper, draft: Draft | None = None) -> Content:
    """The whole annual report. It says nothing of what the ledger does not know."""
    draft = draft or draft_of(paper)
    body = [*_own(paper.opening, "opening"), *_overview(draft)]
    chapters = _chapters(draft, set(paper.skipped))
    body += _short(chapters) if _facts(chapters) < FEW else chapters
    body += _problems(draft, set(paper.skipped))
    body += _own(paper.closing, "closing")
    annexes = [table for table in (_figures_table(draft), _units_table(draft), _overrides_table(paper)) if table]
    day = paper.dated_on
    dated = f"{day.year}年{day.month}月{day.day}日" if day else ""
    title = paper.title or f"{paper.org.name}{paper.period.label}工作总结"
    return Content(title, paper.org.signature, dated, tuple(body), tuple(annexes))


def chapters_of(draft: Draft) -> list[tuple[str, int]]:
    """The chapters that have something to say, with how many figures each quotes; for the editor's list."""
    counts: dict[str, int] = {}
    for section in in_order():
        paragraphs = _section(draft, section.parts, section.chapter)
        if paragraphs:
            counts[section.chapter] = counts.get(section.chapter, 0) + _facts(paragraphs)
    return list(counts.items())


def fired(draft: Draft) -> list[Finding]:
    """The findings that fire, most pressing first."""
    return sorted((finding for finding in findings if finding.seen(draft)), key=lambda finding: finding.rank)


def _own(text: str, section: str) -> list[Paragraph]:
    return [Paragraph((line.strip(),), section=section, own=True) for line in text.splitlines() if line.strip()]


def _overview(draft: Draft) -> list[Paragraph]:
    clauses = [runs for section in in_order() if section.overview and (runs := write(draft, section.overview))]
    if not clauses:
        return []
    runs: list[Run] = [f"{draft.period.label}末,{draft.org}"]
    for number, clause in enumerate(clauses):
        runs += [*clause, "。" if number in (0, len(clauses) - 1) else ";"]
        if number == 0 and len(clauses) > 1:
            runs.append("一年来,")
    return [Paragraph(tuple(joined(runs)), section="overview")]


def _chapters(draft: Draft, skipped: set[str]) -> list[Paragraph]:
    body: list[Paragraph] = []
    open_chapter = ""
    for section in in_order():
        paragraphs = _section(draft, section.parts, section.chapter) if section.chapter not in skipped else []
        if paragraphs and section.chapter != open_chapter:
            body.append(Paragraph((), level=1, heading=section.chapter, section=section.chapter))
            open_chapter = section.chapter
        body += paragraphs
    return body


def _section(draft: Draft, parts: Sequence[Part], chapter: str) -> list[Paragraph]:
    out = []
    for part in parts:
        runs: list[Run] = [run for sentence in part.sentences for run in (write(draft, sentence) or ())]
        if runs:
            out.append(Paragraph(tuple(joined(runs)), 2 if part.heading else 0, part.heading, chapter))
    return out


def _facts(paragraphs: Sequence[Paragraph]) -> int:
    return sum(isinstance(run, Quoted) for paragraph in paragraphs for run in paragraph.runs)


def _short(chapters: Sequence[Paragraph]) -> list[Paragraph]:
    """Few facts make one paragraph without headings; never padded."""
    runs = [run for paragraph in chapters for run in paragraph.runs]
    return [Paragraph(tuple(joined(runs)), section="short")] if runs else []


def _problems(draft: Draft, skipped: set[str]) -> list[Paragraph]:
    chosen = [finding for finding in fired(draft) if finding.name not in skipped]
    body: list[Paragraph] = []
    for finding in chosen[:MOST_PROBLEMS]:
        runs = write(draft, finding.problem)
        if runs:
            body.append(Paragraph(tuple(runs), 2, finding.title, PROBLEMS))
    if body:
        body.insert(0, Paragraph((), 1, PROBLEMS, PROBLEMS))
    plans = PLANS.format(draft.period.last_day.year + 1)
    measures = []
    for finding in chosen[:MOST_MEASURES]:
        runs = write(draft, finding.measure) if finding.measure else None
        if runs:
            measures.append(Paragraph((f"{len(measures) + 1}.{finding.measure_title}。", *runs), 0, "", plans))
    return [*body, *([Paragraph((), 1, plans, plans)] if measures else []), *measures]


def _figures_table(draft: Draft) -> Table | None:
    """附表1: every figure with its number of records; exact, and the same objects as in the text."""
    rows: list[tuple[Run, ...]] = []
    columns = [
        Column("序号", 6, "centre"),
        Column("指标", 36),
        Column("单位", 10, "centre"),
        Column(draft.period.label, 16, "right", text=False),
    ]
    with_last = any(draft.last_year(name).value is not None for section in in_order() for name in section.annex)
    if with_last:
        columns.append(Column(draft.period.last_year().label, 16, "right", text=False))
    columns.append(Column("依据记录（条）", 14, "right", text=False))
    for section in in_order():
        for name in section.annex:
            found = draft.figure(name)
            if found or found.value is not None and found.declared:
                rows.append(_figure_row(draft, name, found, len(rows) + 1, with_last=with_last))
    if not rows:
        return None
    last = draft.period.last_day
    note = f"注：数据取自{draft.period.label}台账,截至{last.year}年{last.month}月{last.day}日。“依据记录”为得出该数的台账记录条数。"
    return Table(f"{draft.org}{draft.period.label}工作数据表", tuple(columns), tuple(rows), note=note)


def _figure_row(draft: Draft, name: str, found: Figure, number: int, *, with_last: bool) -> tuple[Run, ...]:
    phrase = phrases[name]
    label = f"其中：{phrase.label}" if phrase.part_of else phrase.label
    label += "（申报数）" if found.declared else ""
    written = draft.overrides.get(name)
    cell = Quoted(name, phrase.metric, written or exact(phrase.metric, found), by_hand=written is not None)
    last = (exact(phrase.metric, draft.last_year(name)),) if with_last else ()
    return (str(number), label, phrase.counter, cell, *last, str(found.records) if found.records else "--")


def exact(metric: str, found: Figure) -> str:
    """A figure as a table prints it; ``--`` for what is unknown."""
    if found.value is None:
        return "--"
    if metrics[metric].scale == 100:
        return yuan(int(found.value * 100))
    return f"{found.value:,}"


def _units_table(draft: Draft) -> Table | None:
    """附表2: the groups side by side; every column adds up to the figure of the text."""
    units = [org for org in draft.org.children.order_by("path") if kinds[org.kind].part and not org.dissolved_on]
    names = [name for section in in_order() for name in section.by_unit if draft.figure(name)]
    if len(units) < 2 or not names:
        return None
    rows = []
    for unit in units:
        found = [figure(replace(draft.ask(name), org=unit)) for name in names]
        cells = [
            Quoted(f"{name}@org:{unit.pk}", phrases[name].metric, exact(phrases[name].metric, f))
            for name, f in zip(names, found, strict=True)
        ]
        rows.append((str(unit), *cells))
    labels = [Column(f"{phrases[name].label}（{phrases[name].counter}）", 12, "right", text=False) for name in names]
    total = ("合计", *(exact(phrases[name].metric, draft.figure(name)) for name in names))
    return Table(f"{draft.org}{draft.period.label}各小组主要数据", (Column("工会小组", 18), *labels), tuple(rows), total)


def _overrides_table(paper: Paper) -> Table | None:
    rows = tuple(
        (o.label, o.counted, Quoted(o.key, phrases[phrase_of(o.key)].metric, o.written, by_hand=True), o.reason)
        for o in paper.overrides.all()
    )
    columns = (Column("数字", 24), Column("记录所得", 14, "right"), Column("手工数", 14, "right"), Column("原因", 40))
    return Table(f"{paper.org}{paper.period.label}手工数说明", columns, rows) if rows else None
