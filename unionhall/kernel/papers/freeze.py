"""Freezing a paper at a closed position, and naming later what has changed since, record by record."""

from collections.abc import Container
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar, cast

from unionhall.kernel.ledger.figures import Ask, evidence, parts_of
from unionhall.kernel.ledger.metrics import metrics, phrases
from unionhall.kernel.orgs.models import children_on
from unionhall.kernel.papers.compose import compose
from unionhall.kernel.papers.content import Content, Paragraph, Quoted, Table, from_json
from unionhall.kernel.papers.draft import TARGET, TO_DATE, YEAR_BEFORE, Draft, exact, form_of, phrase_of
from unionhall.kernel.papers.models import Paper, Quote

T = TypeVar("T")


@dataclass(frozen=True)
class Changed:
    """A figure of a frozen paper that its records would give otherwise today, and the records that make the difference."""

    key: str
    label: str
    then: str
    now: str
    records: tuple[tuple[str, int], ...]
    other_version: bool


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
    quotes = {quote.key: quote for quote in paper.quotes.all()}
    versions = {quote.metric: quote.version for quote in quotes.values()}
    frozen, live = Draft(paper.org, paper.period, paper.position), Draft(paper.org, paper.period)
    frozen.read()
    live.read()
    out = []
    for key in sorted({asked_by(key) for key in quotes}):
        name, span, metric = phrase_of(key), live.span(form_of(key)), phrases[phrase_of(key)].metric
        then, now = frozen.of_form(name, form_of(key)), live.of_form(name, form_of(key))
        # An organization that was moved later, from an earlier day on, took its records along: the position alone does not tell.
        moved = key in quotes and quotes[key].records != then.records
        if then.value != now.value or moved:
            records = _moved(frozen.ask(name, span), live.ask(name, span))
            other = versions.get(metric, 1) != metrics[metric].version
            said = phrases[name].label + (f"（{form_of(key)}）" if form_of(key) else "")
            printed = quotes[key].text if moved else exact(metric, then.value)
            out.append(Changed(key, said, printed, exact(metric, now.value), records, other))
    return out


def asked_by(key: str) -> str:
    """The key of the question behind a quoted figure: a share, a change or one record of it asks for the figure itself."""
    form = form_of(key)
    return f"{phrase_of(key)}:{form}" if form in (TO_DATE, YEAR_BEFORE) else phrase_of(key)


def content_of(paper: Paper, draft: Draft | None = None) -> Content:
    """What the paper says: as it was frozen, or as the records stand now."""
    kept: Content | None = from_json(paper.content) if paper.content else None
    return kept or compose(paper, draft)


def marked(part: T, stale: Container[str]) -> T:
    """The same content, or part of one, with the figures marked of which the records have changed; ``stale`` are keys of ``Changed``."""
    done: Any = part
    if isinstance(part, Quoted):
        done = replace(part, stale=asked_by(part.key) in stale)
    elif isinstance(part, tuple):
        done = tuple(marked(one, stale) for one in part)
    elif isinstance(part, Content | Paragraph | Table):
        done = replace(part, **{field.name: marked(getattr(part, field.name), stale) for field in fields(part)})
    return cast(T, done)


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
