"""Holding the ledger against the records: verify, rebuild, restate."""

import hashlib
import inspect
from collections.abc import Iterator
from dataclasses import dataclass

from unionhall.kernel.ledger.metrics import Measure, measures, metrics
from unionhall.kernel.ledger.models import Fact, Record
from unionhall.kernel.ledger.posting import Lines, Ref, post, posted, wanted

CHUNK = 1000


@dataclass(frozen=True)
class Difference:
    """What a record should have posted, and what it has."""

    ref: Ref
    wanted: Lines
    posted: Lines


def verify() -> Iterator[Difference]:
    """Recompute every record's facts and yield what differs; nothing where the ledger is right."""
    return (found for found in _compared() if found.wanted != found.posted)


def rebuild() -> tuple[str, str]:
    """Digests of the net ledger as it stands, and as the records alone would make it; equal where all is right."""
    stands, made = hashlib.sha256(), hashlib.sha256()
    for found in _compared():
        stands.update(repr((found.ref, sorted(found.posted.items(), key=repr))).encode())
        made.update(repr((found.ref, sorted(found.wanted.items(), key=repr))).encode())
    return stands.hexdigest(), made.hexdigest()


def _compared() -> Iterator[Difference]:
    """Every record with what it should have posted and what it has; then the facts that still stand although their record is gone."""
    for model in sorted(measures, key=lambda model: model._meta.label_lower):
        for records in _chunks(model):
            have = posted(record.ref for record in records)
            yield from (Difference(ref, lines, have.get(ref, {})) for ref, lines in wanted(records).items())
        label = model._meta.label_lower
        gone = Fact.objects.filter(model=label).exclude(record_id__in=model._default_manager.values("pk"))
        refs = {(label, number) for number in gone.values_list("record_id", flat=True)}
        yield from (Difference(ref, {}, lines) for ref, lines in posted(refs).items())


def restate(metric: str) -> int:
    """Post every record's facts anew under the metric's present version, as differences; returns how many were written."""
    name = metrics[metric].name
    models = [model for model, posted_by in measures.items() if any(measure.metric in (name, "@metric") for measure in posted_by)]
    return sum(post(records) for model in models for records in _chunks(model))


def fingerprint(metric: str) -> str:
    """Of all that decides what a metric counts: when it changes, the metric's version must."""
    parts = [_source(measure) for model in measures for measure in measures[model] if measure.metric == metric]
    definition = metrics[metric]
    parts.append(repr((definition.form, definition.scale, definition.base, definition.top, definition.bottom)))
    return hashlib.sha256("\n".join(sorted(parts)).encode()).hexdigest()[:16]


def _source(measure: Measure) -> str:
    functions = [inspect.getsource(part) for part in (measure.value, measure.where) if callable(part)]
    value = "" if callable(measure.value) else measure.value
    shape = (measure.model._meta.label_lower, measure.on, tuple(map(str, measure.states)), value)
    return repr((*shape, measure.kind, measure.source, measure.subject, measure.line, functions))


def _chunks(model: type[Record]) -> Iterator[list[Record]]:
    last = 0
    while records := list(model._default_manager.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        yield records
        last = records[-1].pk
