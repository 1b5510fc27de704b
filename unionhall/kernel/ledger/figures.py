"""A figure is a question put to the ledger; its evidence is the facts, and so the records, behind the answer."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any

from django.db.models import Count, Max, Q, QuerySet, Sum

from unionhall.base.periods import Period, add_months
from unionhall.kernel.ledger.kinds import kinds, label, trees
from unionhall.kernel.ledger.metrics import Metric, Phrase, metrics, phrases, registers_of
from unionhall.kernel.ledger.models import DeclaredFigure, Fact, Series
from unionhall.kernel.orgs.models import Org
from unionhall.kernel.orgs.models import kinds as places
from unionhall.kernel.orgs.tree import children_on, subtree_on
from unionhall.kernel.people.models import SEXES

Number = int | Decimal
FEWEST = 3  # subjects in a cell of a guarded metric that others than its keepers may see


@dataclass(frozen=True)
class Ask:
    """One question: a metric of an organization and all below it, in a period, perhaps narrowed down.

    ``position`` answers as the ledger stood there; ``record`` narrows to one record, for what a paper says of it alone;
    ``subject`` to one person, so that a rule of one module may ask for a number of another; ``alone`` leaves out what is below.
    """

    metric: str
    org: Org
    period: Period
    kind: str = ""
    source: str = ""
    sex: str = ""
    category: str = ""
    record: tuple[str, int] | None = None
    subject: int | None = None
    position: int | None = None
    alone: bool = False

    @classmethod
    def phrase(cls, phrase: Phrase, org: Org, period: Period, position: int | None = None) -> "Ask":
        return replace(cls(phrase.metric, org, period, position=position), **phrase.breakdown)

    @property
    def definition(self) -> Metric:
        return metrics[self.metric]

    @cached_property
    def orgs(self) -> list[int] | None:
        """The organizations asked for, where today's path does not tell; asked under the tree of the period's last day."""
        return subtree_on(self.org, self.period.last_day)

    def facts(self) -> QuerySet[Fact]:
        """The facts of records behind the answer; reversals included."""
        return self._all().filter(series__declared=False)

    def declared(self) -> QuerySet[Fact]:
        return self._all().filter(series__declared=True)

    def _all(self) -> QuerySet[Fact]:
        metric = self.definition.source
        facts = Fact.objects.filter(metric=metric.name, on__lt=self.period.end).filter(self._place(), self._series())
        if metric.form != "stock":
            facts = facts.filter(on__gte=self.period.start)
        if self.position is not None:
            facts = facts.filter(seq__lte=self.position)
        if self.record:
            facts = facts.filter(model=self.record[0], record_id=self.record[1])
        if self.subject:
            facts = facts.filter(subject=self.subject)
        return facts

    def _place(self) -> Q:
        if self.alone:
            return Q(org=self.org)
        return Q(org__path__startswith=self.org.path) if self.orgs is None else Q(org__in=self.orgs)

    def _series(self) -> Q:
        wanted = Q(**{name: value for name, value in (("sex", self.sex), ("category", self.category)) if value})
        for name, value in (("kind", self.kind), ("source", self.source)):
            if value:
                wanted &= Q(**{f"{name}__in": kinds[value].below()})
        wanted &= Q(precision__in=_precise_enough(self))
        return Q(series__in=Series.objects.filter(wanted).values("pk"))


@dataclass(frozen=True)
class Figure:
    """The answer. ``value`` is ``None`` where nobody can know: no register is kept, or its days are not known so closely."""

    value: Number | None
    records: int = 0
    facts: int = 0
    version: int = 1
    declared: bool = False
    undated: int = 0
    top: Number | None = None
    bottom: Number | None = None

    def __bool__(self) -> bool:
        return bool(self.value)


def figure(ask: Ask) -> Figure:
    """Answer a question from the facts alone."""
    metric = ask.definition
    if metric.form == "ratio":
        return _ratio(ask)
    facts = ask.facts()
    sums = facts.aggregate(total=Sum("value"), rows=Count("seq"), version=Max("version"))
    value = _subjects(facts) if metric.form == "distinct" else sums["total"] or 0
    declared, undated = _declared(ask), _undated(ask)
    if not sums["rows"] and not declared and (undated or not kept(ask)):
        return Figure(None, version=metric.version, undated=undated)
    total = value + sum(row.sum for row in declared)
    return Figure(scaled(metric, total), _standing(facts).count(), sums["rows"], sums["version"] or metric.version, bool(declared), undated)


def scaled(metric: Metric, value: int) -> Number:
    return value if metric.scale == 1 else Decimal(value) / metric.scale


def _ratio(ask: Ask) -> Figure:
    metric = ask.definition
    top, bottom = (figure(part) for part in parts_of(ask))
    if top.value is None or not bottom.value:
        return Figure(None, version=metric.version, top=top.value, bottom=bottom.value)
    share = (Decimal(top.value) * 100 / Decimal(bottom.value)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return Figure(share, top.records, top.facts, metric.version, bottom.declared or top.declared, 0, top.value, bottom.value)


def parts_of(ask: Ask) -> list[Ask]:
    """The questions behind a ratio, what is divided first; of any other question itself alone."""
    metric = ask.definition
    divided = [phrases[metric.top], phrases[metric.bottom]] if metric.form == "ratio" else []
    return [replace(ask, metric=phrase.metric, **phrase.breakdown) for phrase in divided] or [ask]


def _subjects(facts: QuerySet[Fact]) -> int:
    """Different subjects that still count: a corrected visit must not count its old person."""
    return facts.filter(subject__isnull=False).order_by().values("subject").annotate(net=Sum("n")).filter(net__gt=0).count()


def _standing(facts: QuerySet[Fact]) -> Any:
    """The records behind facts that were not taken back; one that came and went adds nothing and is left out."""
    sums = facts.order_by().values("model", "record_id").annotate(sum=Sum("value"), net=Sum("n"))
    return sums.filter(Q(net__gt=0) & ~Q(sum=0) | Q(net=1, sum=0))


@dataclass(frozen=True)
class Evidence:
    """A record behind a figure and what it adds, in the metric's unit."""

    model: str
    record_id: int
    on: date
    sum: Any
    org: int
    subject: int | None


def _records(facts: QuerySet[Fact]) -> list[Evidence]:
    """The standing records with the place, day and subject that they have now; ``sum`` in the metric's smallest unit."""
    sums = {(row["model"], row["record_id"]): row["sum"] for row in _standing(facts)}
    places = facts.order_by().values("model", "record_id", "org", "on", "subject").annotate(net=Sum("n")).filter(net__gt=0)
    found: dict[tuple[str, int], Evidence] = {}
    for row in places.order_by("-on"):  # the earliest day is met last, and stays
        ref = (row["model"], row["record_id"])
        if ref in sums:
            found[ref] = Evidence(*ref, row["on"], sums[ref], row["org"], row["subject"])
    return sorted(found.values(), key=lambda row: (row.on, row.model, row.record_id))


def _declared(ask: Ask) -> list[Evidence]:
    """What was declared where no record of that place and time counts; the newest of a stock, all of a flow. Nobody declares one person."""
    stock = ask.definition.form == "stock"
    rows = _records(ask.declared()) if ask.definition.form in ("flow", "stock") and not ask.subject else []
    if not rows:
        return []
    declared = DeclaredFigure.objects.select_related("org", "unit").in_bulk([row.record_id for row in rows])
    standing = {row.org if stock else row.record_id: row for row in rows if not _recorded(ask, declared[row.record_id])}
    return list(standing.values())


def _recorded(ask: Ask, declared: DeclaredFigure) -> bool:
    """Whether records say what was declared: those of its place, or of anything below, within the time that it speaks of."""
    period = ask.period if ask.definition.form == "stock" else Period.around(declared.on, declared.on_precision)
    facts = replace(ask, org=declared.unit or declared.org, period=period, alone=False).facts()
    return facts.order_by().values("model", "record_id").annotate(net=Sum("n")).filter(net__gt=0).exists()


def _precise_enough(ask: Ask) -> list[str]:
    """Facts known to the year only say nothing of a month; a stock at a year's end may still count them."""
    if ask.period.whole_years or ask.definition.source.form == "stock":
        return ["day", "month", "year"]
    return ["day", "month"] if ask.period.length else ["day"]


def _undated(ask: Ask) -> int:
    """How many records of the same years have no day exact enough for this period."""
    coarse = {"day", "month", "year"} - set(_precise_enough(ask))
    if not coarse:
        return 0
    wide = replace(ask, period=ask.period.years())
    return int(_standing(wide.facts().filter(series__precision__in=coarse)).count())


def kept(ask: Ask) -> bool:
    """Whether a register behind the metric is kept in that year: then no record means zero, not unknown."""
    models = [model._meta.label_lower for model in registers_of(ask.definition)]
    years = ask.period.years()
    facts = Fact.objects.filter(ask._place(), on__gte=years.start, on__lt=years.end, model__in=models)
    return (facts.filter(seq__lte=ask.position) if ask.position is not None else facts).exists()


def evidence(ask: Ask) -> list[Evidence]:
    """The records behind a figure, oldest first; what they add up to is the figure (different subjects are counted once)."""
    if ask.definition.form == "ratio":
        return evidence(parts_of(ask)[0])
    metric = ask.definition.source
    rows = [*_records(ask.facts()), *_declared(ask)]
    return [replace(row, sum=scaled(metric, row.sum)) for row in rows]


def withheld(ask: Ask, *, cell: bool = False) -> bool:
    """Whether the answer is a cell of a guarded metric with so few subjects that whoever may not see records could tell them.

    What is of one kind, source, sex, category or record, or of a part of an organization, is a cell; what else is, the caller says.
    """
    part = parts_of(ask)[0]
    narrow = any((part.kind, part.source, part.sex, part.category, part.record)) or places[part.org.kind].part
    if not (cell or narrow) or not (part.definition.guarded or part.definition.source.guarded):
        return False
    facts = part.facts()
    return _subjects(facts) < FEWEST and (facts.exists() or bool(_declared(part)))


def breakdown(ask: Ask, by: str, *, guarded: bool = False) -> Iterator[tuple[str, str, Figure]]:
    """The same question once for each kind, source, sex, category, month or organization next below: name, label and answer.

    Where ``guarded``, a cell of a guarded metric with fewer than three subjects is left open.
    """
    for name, text, part in _parts(ask, by):
        answer = figure(part)
        if not answer.facts and not answer.declared:
            continue
        if guarded and withheld(part, cell=True):
            answer = Figure(None, version=answer.version)
        yield name, text, answer


def _parts(ask: Ask, by: str) -> Iterable[tuple[str, str, Ask]]:
    if by == "month":
        if not ask.period.length:
            raise ValueError("按月分需整月的期间，如 2025Q2")
        for offset in range(ask.period.length):
            first = add_months(ask.period.start, offset)
            month = Period.months(first.year, first.month, 1)
            yield month.code, month.label, replace(ask, period=month)
    elif by == "org":
        for org in children_on(ask.org, ask.period.last_day):
            yield org.code, str(org), replace(ask, org=org)
        yield ask.org.code, str(ask.org), replace(ask, alone=True)
    elif by in ("kind", "source", "sex", "category"):
        for name in _values(ask, by):
            narrowed: dict[str, Any] = {by: name}
            yield name, SEXES.get(name) or label(name), replace(ask, **narrowed)
    else:
        raise ValueError(f"不能按“{by}”分，可按 kind、source、sex、category、month、org")


def _values(ask: Ask, by: str) -> list[str]:
    """The values that occur, with the kinds above them, in the order of their tree."""
    found = set(ask.facts().order_by().values_list(f"series__{by}", flat=True).distinct()) - {""}
    if by == "sex":
        return sorted(found)
    order = [kind for tree in trees for kind in tree.members.values()]
    return [kind.name for kind in order if kind.below() & found] or sorted(found)
