"""A figure is a question put to the ledger; its evidence is the facts, and so the records, behind the answer.

Questions are asked together: their facts are read in a few queries, and each is answered from those. One question is a batch of one.
The database adds up what no question tells apart, so that a large place costs little more than a small one.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from operator import attrgetter, itemgetter
from os.path import commonprefix
from typing import Any, NamedTuple

from django.db.models import Case, Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Sum, Value, When

from unionhall.base.periods import Period, add_months
from unionhall.kernel.ledger.kinds import kinds, label, trees
from unionhall.kernel.ledger.metrics import Metric, Phrase, metrics, phrases, registers_of
from unionhall.kernel.ledger.models import DeclaredFigure, Fact, Series
from unionhall.kernel.orgs.models import Org, children_on, subtrees_on
from unionhall.kernel.orgs.models import kinds as places
from unionhall.kernel.people.models import SEXES

Number = int | Decimal
Ref = tuple[str, int]
Place = tuple[int, date, bool]
AT_ONCE = 500  # registers asked after in one query
APART = ("metric", "org_id", "org__path", "series_id", "model", "record", "whom", "day", "part")  # facts alike in these are added up
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
    record: Ref | None = None
    subject: int | None = None
    position: int | None = None
    alone: bool = False

    @classmethod
    def phrase(cls, phrase: Phrase, org: Org, period: Period, position: int | None = None) -> "Ask":
        return replace(cls(phrase.metric, org, period, position=position), **phrase.breakdown)

    @property
    def definition(self) -> Metric:
        return metrics[self.metric]

    @property
    def coarse(self) -> set[str]:
        """The days that are known too vaguely: a fact of a year says nothing of a month; a stock at a year's end may still count it."""
        if self.period.whole_years or self.definition.source.form == "stock":
            return set()
        return {"year"} if self.period.length else {"month", "year"}

    @property
    def counts_subjects(self) -> bool:
        """Whether the answer has to know how many different subjects stand behind it."""
        return self.definition.form == "distinct" or self.definition.guarded or self.definition.source.guarded

    @property
    def place(self) -> "Place":
        """The organizations asked for: which, as the tree stood when, and whether without what is below."""
        return self.org.pk, self.period.last_day, self.alone

    @property
    def narrow(self) -> tuple[tuple[str, Any], ...]:
        """The one record or person, and the position; questions that agree in them are read together."""
        model, number = self.record or (None, None)
        given = {"model": model, "record_id": number, "subject": self.subject, "seq__lte": self.position}
        return tuple((name, value) for name, value in given.items() if value is not None)

    def fits(self, series: Series) -> bool:
        """Whether a breakdown is one of those asked for; asking for a kind or source asks for all below it."""
        below = all(getattr(series, name) in kinds[value].below() for name in ("kind", "source") if (value := getattr(self, name)))
        return below and self.sex in ("", series.sex) and self.category in ("", series.category)


@dataclass(frozen=True)
class Figure:
    """The answer. ``value`` is ``None`` where nobody can know: no register is kept, or its days are not known so closely.

    ``few`` marks a guarded metric's number behind which fewer than three subjects stand.
    """

    value: Number | None
    records: int = 0
    facts: int = 0
    version: int = 1
    declared: bool = False
    undated: int = 0
    few: bool = False
    top: Number | None = None
    bottom: Number | None = None

    def __bool__(self) -> bool:
        return bool(self.value)


@dataclass(frozen=True)
class Evidence:
    """A record behind a figure and what it adds, in the metric's unit."""

    model: str
    record_id: int
    on: date
    sum: Any
    org: int
    subject: int | None


class Row(NamedTuple):
    """Facts that are added up, ``facts`` many. ``record_id`` and ``subject`` are empty where no question has to tell them apart."""

    metric: str
    org_id: int
    path: str
    series_id: int
    model: str
    record_id: int | None
    subject: int | None
    on: date
    n: int
    value: int
    version: int
    facts: int


class Facts:
    """The facts behind some questions, read for all of them together; ``by_record`` where the records are asked for by name."""

    def __init__(self, asks: Iterable[Ask], *, by_record: bool = False) -> None:
        every = list(dict.fromkeys(asks))
        self.by_record = by_record
        self.series = Series.objects.in_bulk() if every else {}
        self._listed: dict[Place, set[int]] = {ask.place: {ask.org.pk} for ask in every if ask.alone}
        for day in {ask.period.last_day for ask in every}:
            below = subtrees_on({ask.org.pk for ask in every if ask.period.last_day == day}, day)
            self._listed |= {(org, day, False): found for org, found in below.items()}
        self._paths: dict[int, str] = {}
        self._rows: defaultdict[Hashable, list[Row]] = defaultdict(list)
        for narrow in {ask.narrow for ask in every}:
            for row in self._read([ask for ask in every if ask.narrow == narrow], dict(narrow)):
                self._rows[narrow, row.metric].append(row)
                self._paths[row.org_id] = row.path

    def _read(self, asks: Sequence[Ask], narrow: dict[str, Any]) -> Iterator[Row]:
        """The facts that any of some questions may want; of the years around a period those alone whose day is not known."""
        sources = {ask.definition.source for ask in asks}
        stocks = [metric.name for metric in sources if metric.form == "stock"]
        vague = [number for number, series in self.series.items() if series.precision != "day"]
        within = Q(on__gte=min(ask.period.start for ask in asks), on__lt=max(ask.period.end for ask in asks))
        years = Q(on__gte=min(ask.period.years().start for ask in asks), on__lt=max(ask.period.years().end for ask in asks))
        shared = commonprefix([ask.org.path for ask in asks])  # noqa: RUF071 - below what paths begin with alike lies all that is asked for
        place = Q(org__path__startswith=shared) | Q(org__in={org for ask in asks for org in self._listed.get(ask.place, ())})
        facts = Fact.objects.filter(place, metric__in=[metric.name for metric in sources], **narrow)
        facts = facts.filter(within | years & Q(series__in=vague) | Q(metric__in=stocks)).order_by().annotate(**self._apart(asks))
        sums = facts.values_list(*APART).annotate(Min("on"), Sum("n"), Sum("value"), Max("version"), Count("seq"))
        return (Row(*row[:7], *row[9:]) for row in sums)

    def _apart(self, asks: Iterable[Ask]) -> dict[str, Any]:
        """By what facts are told apart. No question parts the days between two bounds of periods, nor records with one fact each;
        records that were corrected or ended are netted one by one, and so are persons where they are counted."""
        if self.by_record:
            return {"record": F("record_id"), "whom": F("subject"), "day": F("on"), "part": Value(0)}
        bounds = sorted({day for ask in asks for period in (ask.period, ask.period.years()) for day in (period.start, period.end)})
        part = Case(*(When(on__lt=day, then=Value(number)) for number, day in enumerate(bounds)), default=Value(len(bounds)))
        counted = Q(metric__in={ask.definition.source.name for ask in asks if ask.counts_subjects})
        declared = Q(series__in=[number for number, series in self.series.items() if series.declared])
        same = {name: OuterRef(name) for name in ("metric", "model", "record_id")}
        several = Q(Exists(Fact.objects.filter(**same).exclude(seq=OuterRef("seq"))))
        record, whom = Case(When(several | declared | counted, then=F("record_id"))), Case(When(counted, then=F("subject")))
        return {"record": record, "whom": whom, "day": Case(When(declared, then=F("on"))), "part": part}

    def behind(self, ask: Ask, *, declared: bool = False, vague: bool = False) -> list[Row]:
        """The facts behind an answer, of records or those that were declared, or the ``vague`` ones of the same years."""
        source, period = ask.definition.source, ask.period.years() if vague else ask.period
        since = date.min if source.form == "stock" else period.start
        series = self.series.items()
        fits = {key for key, one in series if one.declared == declared and (one.precision in ask.coarse) == vague and ask.fits(one)}
        listed = self._listed.get(ask.place)
        orgs = {org for org, path in self._paths.items() if path.startswith(ask.org.path)} if listed is None else listed
        rows = self._rows[ask.narrow, source.name]
        return [row for row in rows if since <= row.on < period.end and row.org_id in orgs and row.series_id in fits]

    def registers(self, ask: Ask) -> QuerySet[Fact]:
        """All that the registers behind a metric hold of the years of a question, to be asked whether there is any."""
        listed, years = self._listed.get(ask.place), ask.period.years()
        place = Q(org__path__startswith=ask.org.path) if listed is None else Q(org__in=listed)
        models = [model._meta.label_lower for model in registers_of(ask.definition)]
        facts = Fact.objects.filter(place, on__gte=years.start, on__lt=years.end, model__in=models)
        return facts if ask.position is None else facts.filter(seq__lte=ask.position)


def answers(asks: Sequence[Ask]) -> list[Figure]:
    """Answer questions, in their order, from the facts alone."""
    parts = list(dict.fromkeys(part for ask in asks for part in parts_of(ask)))
    facts = Facts(parts)
    declared = _declared(facts, parts)
    found = {part: _answer(facts, part, declared.get(part, [])) for part in parts}
    empty = [part for part, answer in found.items() if not answer.facts and not answer.declared]
    kept = _kept(facts, [part for part in empty if not found[part].undated])
    found.update({part: replace(found[part], value=None) for part in empty if part not in kept})
    return [_ratio(ask, *(found[part] for part in parts_of(ask))) if ask.definition.form == "ratio" else found[ask] for ask in asks]


def figure(ask: Ask) -> Figure:
    """Answer one question."""
    return answers([ask])[0]


def _answer(facts: Facts, ask: Ask, declared: Sequence[Evidence]) -> Figure:
    metric, rows = ask.definition, facts.behind(ask)
    # A corrected visit must not count its old person.
    subjects = len(_net(rows, "subject").keys() - {None}) if ask.counts_subjects else 0
    guarded = metric.guarded or metric.source.guarded
    total = (subjects if metric.form == "distinct" else sum(row.value for row in rows)) + sum(row.sum for row in declared)
    return Figure(
        scaled(metric, total),
        _count(rows),
        sum(row.facts for row in rows),
        max((row.version for row in rows), default=metric.version),
        bool(declared),
        _count(facts.behind(ask, vague=True)) if ask.coarse else 0,
        guarded and subjects < FEWEST and bool(rows or declared),
    )


def scaled(metric: Metric, value: int) -> Number:
    return value if metric.scale == 1 else Decimal(value) / metric.scale


def _ratio(ask: Ask, top: Figure, bottom: Figure) -> Figure:
    parts: dict[str, Any] = {"version": ask.definition.version, "few": top.few, "top": top.value, "bottom": bottom.value}
    if top.value is None or not bottom.value:
        return Figure(None, **parts)
    share = (Decimal(top.value) * 100 / Decimal(bottom.value)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return Figure(share, top.records, top.facts, declared=bottom.declared or top.declared, **parts)


def parts_of(ask: Ask) -> list[Ask]:
    """The questions behind a ratio, what is divided first; of any other question itself alone."""
    metric = ask.definition
    divided = [phrases[metric.top], phrases[metric.bottom]] if metric.form == "ratio" else []
    return [replace(ask, metric=phrase.metric, **phrase.breakdown) for phrase in divided] or [ask]


def _net(rows: Iterable[Row], *fields: str) -> dict[Any, int]:
    """How often what the fields name still counts; what was taken back is left out."""
    name, net = attrgetter(*fields), defaultdict[Any, int](int)
    for row in rows:
        net[name(row)] += row.n
    return {key: n for key, n in net.items() if n > 0}


def _count(rows: Sequence[Row]) -> int:
    """How many records stand behind facts: those that were added up have one fact each."""
    return sum(row.n for row in rows if row.record_id is None) + len(_standing(rows))


def _standing(rows: Sequence[Row]) -> dict[Ref, int]:
    """What each record adds whose facts were not taken back; one that came and went adds nothing and is left out."""
    sums = defaultdict[Ref, int](int)
    for row in rows:
        if row.record_id is not None:
            sums[row.model, row.record_id] += row.value
    return {ref: sums[ref] for ref, n in _net(rows, "model", "record_id").items() if ref in sums and (sums[ref] or n == 1)}


def _records(rows: Sequence[Row]) -> list[Evidence]:
    """The standing records with the place, day and subject that they have now; ``sum`` in the metric's smallest unit."""
    sums = _standing(rows)
    found: dict[Ref, Evidence] = {}
    for on, org, subject, *ref in sorted(_net(rows, "on", "org_id", "subject", "model", "record_id"), key=itemgetter(0), reverse=True):
        model, number = ref  # the earliest day is met last, and stays
        if (model, number) in sums:
            found[model, number] = Evidence(model, number, on, sums[model, number], org, subject)
    return sorted(found.values(), key=lambda row: (row.on, row.model, row.record_id))


def _declared(facts: Facts, asks: Iterable[Ask]) -> dict[Ask, list[Evidence]]:
    """What was declared where no record of that place and time counts; the newest of a stock, all of a flow. Nobody declares one person."""
    may = [ask for ask in asks if ask.definition.form in ("flow", "stock") and not ask.subject]
    rows = [(ask, row) for ask in may for row in _records(facts.behind(ask, declared=True))]
    said = DeclaredFigure.objects.select_related("org", "unit").in_bulk({row.record_id for _, row in rows})
    beside = {(ask, row): _beside(ask, said[row.record_id]) for ask, row in rows}
    records = Facts(beside.values())
    found: defaultdict[Ask, dict[int, Evidence]] = defaultdict(dict)
    for (ask, row), other in beside.items():
        if not _net(records.behind(other), "record_id"):
            found[ask][row.org if ask.definition.form == "stock" else row.record_id] = row
    return {ask: list(standing.values()) for ask, standing in found.items()}


def _beside(ask: Ask, declared: DeclaredFigure) -> Ask:
    """The question for records that say what was declared: those of its place, or of anything below, within the time that it speaks of."""
    period = ask.period if ask.definition.form == "stock" else Period.around(declared.on, declared.on_precision)
    return replace(ask, org=declared.unit or declared.org, period=period, alone=False)


def _kept(facts: Facts, asks: Iterable[Ask]) -> set[Ask]:
    """The questions of which a register is kept in that year: there no record means zero, not unknown. Asked in few queries."""
    alike: defaultdict[Hashable, list[Ask]] = defaultdict(list)
    for ask in asks:
        alike[tuple(registers_of(ask.definition)), ask.period.years(), ask.place, ask.position].append(ask)
    groups, found = list(alike.values()), set[Ask]()
    for some in (groups[start : start + AT_ONCE] for start in range(0, len(groups), AT_ONCE)):
        there = Org.objects.values_list(*(Exists(facts.registers(same[0])) for same in some)).get(pk=some[0][0].org.pk)
        found.update(ask for same, kept in zip(some, there, strict=True) if kept for ask in same)
    return found


def evidence(ask: Ask) -> list[Evidence]:
    """The records behind a figure, oldest first; what they add up to is the figure (different subjects are counted once)."""
    part = parts_of(ask)[0]
    facts = Facts([part], by_record=True)
    rows = [*_records(facts.behind(part)), *_declared(facts, [part]).get(part, [])]
    return [replace(row, sum=scaled(part.definition.source, row.sum)) for row in rows]


def by_path(ask: Ask) -> Counter[str]:
    """What each organization's own facts add up to, by its path."""
    found: Counter[str] = Counter()
    for row in Facts([ask]).behind(ask):
        found[row.path] += row.value
    return found


def withheld(ask: Ask, found: Figure, *, cell: bool = False) -> bool:
    """Whether the answer is a cell of a guarded metric with so few subjects that whoever may not see records could tell them.

    What is of one kind, source, sex, category or record, or of a part of an organization, is a cell; what else is, the caller says.
    """
    part = parts_of(ask)[0]
    narrow = any((part.kind, part.source, part.sex, part.category, part.record)) or places[part.org.kind].part
    return found.few and (cell or narrow)


def breakdown(ask: Ask, by: str, *, guarded: bool = False) -> Iterator[tuple[str, str, Figure]]:
    """The same question once for each kind, source, sex, category, month or organization next below: name, label and answer.

    Where ``guarded``, a cell of a guarded metric with fewer than three subjects is left open.
    """
    parts = list(_parts(ask, by))
    for (name, text, part), answer in zip(parts, answers([part for *_, part in parts]), strict=True):
        if answer.facts or answer.declared:
            hidden = guarded and withheld(part, answer, cell=True)
            yield name, text, Figure(None, version=answer.version) if hidden else answer


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
    facts = Facts([ask])
    found = {getattr(facts.series[row.series_id], by) for row in facts.behind(ask)} - {""}
    if by == "sex":
        return sorted(found)
    order = [kind for tree in trees for kind in tree.members.values()]
    return [kind.name for kind in order if kind.below() & found] or sorted(found)
