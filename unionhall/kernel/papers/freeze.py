"""Freezing a paper at a closed position, and naming later what has changed since, record by record."""

from collections.abc import Container, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from unionhall.kernel.ledger.figures import Ask, evidence, parts_of
from unionhall.kernel.ledger.metrics import metrics, phrases
from unionhall.kernel.orgs.models import children_on
from unionhall.kernel.papers.compose import compose
from unionhall.kernel.papers.content import Column, Content, Paragraph, Quoted, Run, Table
from unionhall.kernel.papers.draft import TARGET, TO_DATE, YEAR_BEFORE, Draft, exact, form_of, phrase_of
from unionhall.kernel.papers.models import Paper, Quote


@dataclass(frozen=True)
class Changed:
    """A figure of a frozen paper that its records would give otherwise today, and the records that make the difference."""

    key: str
    label: str
    then: str
    now: str
    records: tuple[tuple[str, int], ...]
    other_version: bool


def to_json(content: Content) -> dict[str, Any]:
    """A content as data, for keeping."""
    return asdict(content)


def from_json(data: dict[str, Any]) -> Content:
    """The content that ``to_json`` kept."""
    body = tuple(_paragraph(block) if "runs" in block else _table(block) for block in data["body"])
    parts = {name: data[name] for name in ("title", "signature", "dated")}
    return Content(**parts, body=body, annexes=tuple(map(_table, data["annexes"])))


def _run(data: Any) -> Run:
    return data if isinstance(data, str) else Quoted(**data)


def _paragraph(data: dict[str, Any]) -> Paragraph:
    return Paragraph(**{**data, "runs": tuple(map(_run, data["runs"]))})


def _table(data: dict[str, Any]) -> Table:
    columns = tuple(Column(**column) for column in data["columns"])
    rows = tuple(tuple(map(_run, row)) for row in data["rows"])
    return Table(data["title"], columns, rows, tuple(map(_run, data["total"])), data["note"])


def quotes_of(paper: Paper, content: Content, draft: Draft) -> list[Quote]:
    """One row for each figure of the paper, as printed."""
    found = {}
    for quoted in content.figures():
        records = 0 if form_of(quoted.key) == TARGET else draft.of_form(phrase_of(quoted.key), form_of(quoted.key)).records
        version = metrics[quoted.metric].version
        found[quoted.key] = Quote(paper=paper, key=quoted.key, metric=quoted.metric, version=version, text=quoted.text, records=records)
    return list(found.values())


def changes_since(paper: Paper) -> list[Changed]:
    """Every figure of a frozen paper that would differ today; empty where nothing has changed."""
    keys = sorted({asked_by(quote.key) for quote in paper.quotes.all()})
    versions = dict(paper.quotes.values_list("metric", "version"))
    frozen, live = Draft(paper.org, paper.period, paper.position), Draft(paper.org, paper.period)
    out = []
    for key in keys:
        name, span = phrase_of(key), live.span(form_of(key))
        then, now = frozen.of_form(name, form_of(key)), live.of_form(name, form_of(key))
        metric = phrases[name].metric
        if then.value != now.value:
            records = _moved(frozen.ask(name, span), live.ask(name, span))
            other = versions.get(metric, 1) != metrics[metric].version
            said = phrases[name].label + (f"（{form_of(key)}）" if form_of(key) else "")
            out.append(Changed(key, said, exact(metric, then.value), exact(metric, now.value), records, other))
    return out


def asked_by(key: str) -> str:
    """The key of the question behind a quoted figure: a share, a change or one record of it asks for the figure itself."""
    form = form_of(key)
    return f"{phrase_of(key)}:{form}" if form in (TO_DATE, YEAR_BEFORE) else phrase_of(key)


def content_of(paper: Paper, draft: Draft | None = None) -> Content:
    """What the paper says: as it was frozen, or as the records stand now."""
    return from_json(paper.content) if paper.content else compose(paper, draft)


def marked(content: Content, stale: Container[str]) -> Content:
    """The same content, with the figures marked of which the records have changed; ``stale`` are keys of ``Changed``."""

    def mark(runs: Sequence[Run]) -> tuple[Run, ...]:
        return tuple(run if isinstance(run, str) or asked_by(run.key) not in stale else replace(run, stale=True) for run in runs)

    def table(block: Table) -> Table:
        return replace(block, rows=tuple(map(mark, block.rows)), total=mark(block.total))

    body = (replace(block, runs=mark(block.runs)) if isinstance(block, Paragraph) else table(block) for block in content.body)
    return replace(content, body=tuple(body), annexes=tuple(map(table, content.annexes)))


def _moved(then: Ask, now: Ask) -> tuple[tuple[str, int], ...]:
    """The records that count now and did not then, or the other way round, or for another amount, or for somebody else."""
    before, after = _counting(then), _counting(now)
    return tuple(ref for ref in {**before, **after} if before.get(ref) != after.get(ref))


def _counting(ask: Ask) -> dict[tuple[str, int], object]:
    rows = [row for part in parts_of(ask) for row in evidence(part)]
    return {(row.model, row.record_id): (row.sum, row.subject) for row in rows}


def ask_of(paper: Paper, key: str) -> Ask | None:
    """The question behind a figure of a paper, as of where the paper stands; ``None`` for what is none (a target, a place elsewhere)."""
    if phrase_of(key) not in phrases or form_of(key) == TARGET:
        return None
    draft = Draft(paper.org, paper.period, paper.position)
    asked = draft.ask(phrase_of(key), draft.span(form_of(key)))
    place = key.split("@")[1] if "@" in key else ""
    if place.startswith("org:"):
        unit = children_on(paper.org, paper.period.last_day).filter(pk=place[4:]).first()
        return replace(asked, org=unit) if unit else None
    if place:
        model, number = place.rsplit(":", 1)
        return replace(asked, record=(model, int(number)))
    return asked
