"""The figures of one paper: asked once, quoted wherever its sentences want them, written over where somebody gave a reason."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from math import ceil

from unionhall.base.money import in_text, yuan
from unionhall.base.periods import Period
from unionhall.kernel.ledger.figures import Ask, Evidence, Figure, Number, answers, evidence
from unionhall.kernel.ledger.metrics import metrics, phrases, registers_of
from unionhall.kernel.ledger.models import Fact
from unionhall.kernel.orgs.models import Org
from unionhall.kernel.papers.content import Quoted, Run

SMALLEST_BASE = 10  # below it a change is told as a difference, never in per cent
SMALLEST_WHOLE = 20  # below it a share is not told at all
TO_DATE, YEAR_BEFORE = "累计", "上年"  # forms of a return: from January on, and the same months of last year
TARGET = "目标"
UNKNOWN = "--"


@dataclass
class Draft:
    """A paper in the making for one organization and period; ``position`` where it is to answer as of then."""

    org: Org
    period: Period
    position: int | None = None
    overrides: Mapping[str, str] = field(default_factory=dict)
    _figures: dict[tuple[str, str], Figure] = field(default_factory=dict)
    _records: dict[str, list[Evidence]] = field(default_factory=dict)

    def ask(self, name: str, period: Period | None = None) -> Ask:
        return Ask.phrase(phrases[name], self.org, period or self.period, self.position)

    def read(self) -> None:
        """Ask at once for every phrase in every period of which a paper speaks; whoever wants few figures leaves it."""
        spans = [self.period, self.period.last_year(), self.span(TO_DATE), self.span(YEAR_BEFORE)]
        self._ask([(name, span) for span in dict.fromkeys(spans) for name in phrases.names()])

    def _ask(self, wanted: Iterable[tuple[str, Period]]) -> None:
        new = [(name, period) for name, period in wanted if (name, period.code) not in self._figures]
        if not new:
            return
        for (name, period), found in zip(new, answers([self.ask(*one) for one in new]), strict=True):
            by_hand = name in self.overrides and period == self.period
            self._figures[name, period.code] = replace(found, value=Decimal(self.overrides[name])) if by_hand else found

    def figure(self, name: str, period: Period | None = None) -> Figure:
        """The figure of a phrase, asked of the ledger once a paper."""
        self._ask([(name, period or self.period)])
        return self._figures[name, (period or self.period).code]

    def value(self, name: str) -> Number:
        """A figure's value, for rules; what is unknown counts as nothing."""
        return self.figure(name).value or 0

    def records(self, name: str) -> list[Evidence]:
        """The records behind a phrase's figure, asked of the ledger once a paper."""
        if name not in self._records:
            self._records[name] = evidence(self.ask(name))
        return self._records[name]

    def span(self, form: str) -> Period:
        """The period that a figure of this form speaks of."""
        spans = {TO_DATE: self.period.to_date(), YEAR_BEFORE: self.period.to_date().last_year()}
        return spans.get(form, self.period)

    def of_form(self, name: str, form: str) -> Figure:
        """The figure of a phrase in a form of a return."""
        stock = metrics[phrases[name].metric].form == "stock"
        return self.last_year(name) if stock and form == YEAR_BEFORE else self.figure(name, self.span(form))

    def last_year(self, name: str) -> Figure:
        """Last year's figure; unknown where only the register of a stock reaches back, which names those alone who are still there."""
        found = self.figure(name, self.period.last_year())
        metric = metrics[phrases[name].metric]
        while metric.form == "ratio":
            metric = metrics[phrases[metric.top].metric]
        own = {model._meta.label_lower for model in registers_of(metric)}
        if metric.form != "stock" or found.declared or self._kept_last_year - own:
            return found
        return Figure(None, version=found.version)

    @cached_property
    def _kept_last_year(self) -> set[str]:
        """The registers that have anything of last year."""
        before = self.period.last_year().to_date()
        facts = Fact.objects.filter(org__path__startswith=self.org.path, on__gte=before.start, on__lt=before.end)
        facts = facts if self.position is None else facts.filter(seq__lte=self.position)
        return set(facts.order_by().values_list("model", flat=True).distinct())

    def quote(self, name: str, form: str = "") -> list[Run] | None:
        """A phrase's figure as an object in the text, with its unit where the form says so; ``None`` where there is nothing to say.

        Forms: empty (the bare number), 元 (money with its unit), % (a share), 差 (change against last year), 目标 (a tenth more).
        """
        if form == "差":
            return self._change(name)
        found = self.figure(name)
        if not found or (form == "%" and found.bottom is not None and found.bottom < SMALLEST_WHOLE):
            return None
        value: Number = found.value or 0
        if form == "元":
            text, unit = _money(value)
            return [self._quoted(name, text, unit=unit), unit]
        text = plain(ceil(Decimal(value) * 11 / 10) if form == TARGET else value) + ("%" if form == "%" else "")
        return [self._quoted(name, text, form)]

    def said(self, key: str) -> str:
        """What a key prints: a figure as it stands in a text or a table, with its unit."""
        name, form = phrase_of(key), form_of(key)
        quotes = self.quote(name, "差" if form == "增长" else form) if form not in ("", TO_DATE, YEAR_BEFORE) else None
        if quotes is None:
            return exact(phrases[name].metric, self.of_form(name, form).value)
        return next((run.text for run in quotes if isinstance(run, Quoted) and run.key == key), "")

    def of_record(self, name: str, ref: tuple[str, int]) -> Quoted | None:
        """What one record adds to a phrase's figure, quoted on its own."""
        found = sum(row.sum for row in self.records(name) if (row.model, row.record_id) == ref)
        return Quoted(f"{name}@{ref[0]}:{ref[1]}", phrases[name].metric, plain(found)) if found else None

    def _change(self, name: str) -> list[Run] | None:
        """Only where last year's figure is there, and counted by the same version of the metric."""
        found, before = self.figure(name), self.last_year(name)
        if not found or not before or found.version != before.version:
            return None
        now, last = Decimal(found.value or 0), Decimal(before.value or 0)
        if now == last:
            return ["与上年持平"]
        more, share = abs(now - last), metrics[phrases[name].metric].form == "ratio"
        counter = "个百分点" if share else phrases[name].counter
        text, unit = _money(more) if counter == "元" else (plain(more), counter)
        runs: list[Run] = [f"比上年{'增加' if now > last else '减少'}", self._quoted(name, text, "差"), unit]
        growth = (more * 100 / last).quantize(Decimal("0.1"), ROUND_HALF_UP)
        if growth and last >= SMALLEST_BASE and not share:
            runs += [f"，{'增长' if now > last else '下降'}", self._quoted(name, f"{plain(growth)}%", "增长")]
        return runs

    def _quoted(self, name: str, text: str, form: str = "", unit: str = "") -> Quoted:
        return Quoted(f"{name}:{form}" if form else name, phrases[name].metric, text, unit, by_hand=name in self.overrides)


def exact(metric: str, value: Number | None) -> str:
    """A figure's value as a table prints it; ``--`` for what is unknown."""
    if value is None:
        return UNKNOWN
    return yuan(int(value * 100)) if metrics[metric].scale == 100 else f"{value:,}"


def plain(value: Number) -> str:
    """A number as a text prints it: no thousands separators, no idle zeros; a share keeps its one decimal."""
    return str(int(value)) if value == int(value) else f"{value:f}"


def _money(value: Number) -> tuple[str, str]:
    """An amount and its unit as a text says them: 元, from ten thousand on 万元."""
    text = in_text(int(value * 100))
    amount = text.rstrip("万元")
    return amount, text.removeprefix(amount)


def phrase_of(key: str) -> str:
    """The phrase that a key in a paper belongs to: without record and form."""
    return key.split("@", maxsplit=1)[0].split(":", maxsplit=1)[0]


def form_of(key: str) -> str:
    """The form that a key in a paper asks for; empty for the bare number."""
    return key.split("@", maxsplit=1)[0].partition(":")[2]
