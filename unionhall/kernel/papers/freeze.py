"""Freezing a paper at a closed position, and naming later what has changed since, record by record."""

from dataclasses import asdict, dataclass, replace
from typing import Any

from unionhall.kernel.ledger.figures import Ask, evidence
from unionhall.kernel.ledger.metrics import metrics, phrases
from unionhall.kernel.papers.compose import exact
from unionhall.kernel.papers.content import Column, Content, Paragraph, Quoted, Run, Table
from unionhall.kernel.papers.draft import Draft, draft_key
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
    return Content(**parts, body=body, annexes=tuple(map(_table, data["annexes"])), notes=tuple(data["notes"]))


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
        name = draft_key(quoted.key)
        records = draft.figure(name).records if name else 0
        version = metrics[quoted.metric].version
        found[quoted.key] = Quote(paper=paper, key=quoted.key, metric=quoted.metric, version=version, text=quoted.text, records=records)
    return list(found.values())


def changes_since(paper: Paper) -> list[Changed]:
    """Every figure of a frozen paper that would differ today; empty where nothing has changed."""
    names = sorted({name for quote in paper.quotes.all() if (name := draft_key(quote.key))})
    versions = dict(paper.quotes.values_list("metric", "version"))
    frozen, live = Draft(paper.org, paper.period, paper.position), Draft(paper.org, paper.period)
    out = []
    for name in names:
        then, now = frozen.figure(name), live.figure(name)
        metric = phrases[name].metric
        if then.value != now.value:
            records = _moved(frozen.ask(name), live.ask(name))
            other = versions.get(metric, 1) != metrics[metric].version
            out.append(Changed(name, phrases[name].label, exact(metric, then), exact(metric, now), records, other))
    return out


def _moved(then: Ask, now: Ask) -> tuple[tuple[str, int], ...]:
    """The records that count now and did not then, or the other way round, or for another amount."""
    before = {(row.model, row.record_id): row.sum for row in evidence(then)}
    after = {(row.model, row.record_id): row.sum for row in evidence(now)}
    return tuple(ref for ref in {**before, **after} if before.get(ref) != after.get(ref))


def ask_of(paper: Paper, key: str) -> Ask | None:
    """The question behind a figure of a paper, as of where the paper stands; ``None`` for what is no question (a target)."""
    name = draft_key(key)
    if not name:
        return None
    asked = Draft(paper.org, paper.period, paper.position).ask(name)
    place = key.split("@")[1] if "@" in key else ""
    if place.startswith("org:"):
        return replace(asked, org=paper.org.subtree().get(pk=int(place[4:])))
    if place:
        model, number = place.rsplit(":", 1)
        return replace(asked, record=(model, int(number)))
    return asked
