"""What records should have posted, what they have, and posting the difference."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Sum

from unionhall.kernel.ledger.fields import precision
from unionhall.kernel.ledger.metrics import Measure, measures
from unionhall.kernel.ledger.models import DeclaredFigure, Fact, Record, Series
from unionhall.kernel.people.models import Card

Ref = tuple[str, int]


class Line(NamedTuple):
    """A fact without its place in the ledger; ``series`` as its six parts."""

    org: int
    on: date
    metric: str
    version: int
    series: tuple[Any, ...]
    subject: int | None
    line: int


Lines = dict[Line, tuple[int, int]]  # → (n, value)
PARTS = ("kind", "source", "sex", "category", "precision", "declared")
LINE = ("org_id", "on", "metric", "version", *(f"series__{part}" for part in PARTS), "subject", "line")
_series: dict[tuple[object, ...], int] = {}


def wanted(records: Sequence[Record]) -> dict[Ref, Lines]:
    """The facts that each record should have, from its measures as declared today."""
    cards = _cards(records)
    return {record.ref: _lines(record, cards.get((record.org_id, getattr(record, "person_id", None)))) for record in records}


def posted(refs: Iterable[Ref]) -> dict[Ref, Lines]:
    """The net facts that stand in the ledger for each record; lines that were taken back are gone."""
    by_model: defaultdict[str, list[int]] = defaultdict(list)
    for model, number in refs:
        by_model[model].append(number)
    found: defaultdict[Ref, Lines] = defaultdict(dict)
    for model, numbers in by_model.items():
        for start in range(0, len(numbers), 500):
            rows = Fact.objects.filter(model=model, record_id__in=numbers[start : start + 500]).order_by()
            net: Any = rows.values_list("record_id", *LINE).annotate(n_=Sum("n"), value_=Sum("value")).exclude(n_=0, value_=0)
            for number, org, on, metric, version, *series, subject, line, n, value in net:
                found[(model, number)][Line(org, on, metric, version, tuple(series), subject, line)] = (n, value)
    return found


def post(records: Sequence[Record], removed: Iterable[Ref] = ()) -> int:
    """Post the difference between what records should have and what they have; returns how many facts were written."""
    want = wanted(records)
    want.update({ref: {} for ref in removed})
    have = posted(want)
    moves = [move for ref, lines in want.items() for move in _difference(ref, have.get(ref, {}), lines)]
    series = {parts: _intern(parts) for parts in sorted({line.series for _, line, _, _ in moves})}
    Fact.objects.bulk_create([_fact(ref, line, n, value, series[line.series]) for ref, line, n, value in moves], batch_size=1000)
    return len(moves)


def _difference(ref: Ref, have: Lines, want: Lines) -> Iterable[tuple[Ref, Line, int, int]]:
    """What is to be taken back, then what is to be added."""
    for line, (n, value) in have.items():
        if want.get(line) != (n, value):
            yield ref, line, -n, -value
    for line, (n, value) in want.items():
        if have.get(line) != (n, value):
            yield ref, line, n, value


def _fact(ref: Ref, line: Line, n: int, value: int, series: int) -> Fact:
    place: dict[str, Any] = {"org_id": line.org, "on": line.on, "metric": line.metric, "line": line.line}
    reverses = None
    if n < 0:
        standing = Fact.objects.filter(model=ref[0], record_id=ref[1], subject=line.subject, series=series, n=1, **place)
        reverses = standing.order_by("-seq").values_list("seq", flat=True).first()
    amounts = {"n": n, "value": value, "version": line.version, "series_id": series, "subject": line.subject}
    return Fact(model=ref[0], record_id=ref[1], reverses=reverses, **place, **amounts)


def _lines(record: Record, card: Card | None) -> Lines:
    counting = [measure for measure in measures[type(record)] if measure.counts(record)]
    return {_line(measure, record, card): (1, value) for measure in counting if (value := measure.value_of(record)) is not None}


def _line(measure: Measure, record: Any, card: Card | None) -> Line:
    metric = measure.metric_of(record)
    kind = getattr(record, measure.kind) if measure.kind else ""
    source = getattr(record, measure.source) if measure.source else ""
    sex, category = (card.sex, card.category) if card else ("", "")
    series = (kind, source, sex, category, precision(record, measure.on), isinstance(record, DeclaredFigure))
    subject = getattr(record, measure.subject, None)
    return Line(record.unit_id or record.org_id, getattr(record, measure.on), metric.name, metric.version, series, subject, measure.line)


def _cards(records: Sequence[Record]) -> dict[tuple[int, int | None], Card]:
    people = sorted({person for record in records if (person := getattr(record, "person_id", None))})
    orgs = {record.org_id for record in records}
    parts = (people[start : start + 500] for start in range(0, len(people), 500))
    return {(card.org_id, card.person_id): card for part in parts for card in Card.objects.filter(org__in=orgs, person__in=part)}


def _intern(parts: tuple[object, ...]) -> int:
    if parts not in _series:
        names: dict[str, Any] = dict(zip(PARTS, parts, strict=True))
        number = Series.objects.get_or_create(**names)[0].pk
        # Remembered only once it is sure to stay: a transaction that fails takes its new series with it.
        transaction.on_commit(lambda: _series.update({parts: number}))
        return number
    return _series[parts]
