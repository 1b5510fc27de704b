"""The figures of one paper: asked once, quoted wherever its sentences want them, written over where somebody gave a reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from math import ceil

from unionhall.base.money import in_text
from unionhall.base.periods import Period
from unionhall.kernel.ledger.figures import Ask, Evidence, Figure, Number, evidence, figure
from unionhall.kernel.ledger.metrics import Metric, metrics, phrases
from unionhall.kernel.orgs.models import Org
from unionhall.kernel.papers.content import Quoted, Run

SMALLEST_BASE = 10  # below it a change is told as a difference, never in per cent
SMALLEST_WHOLE = 20  # below it a share is not told at all


@dataclass
class Draft:
    """A paper in the making for one organization and period; ``position`` where it is to answer as of then."""

    org: Org
    period: Period
    position: int | None = None
    overrides: Mapping[str, str] = field(default_factory=dict)
    _figures: dict[tuple[str, str], Figure] = field(default_factory=dict)

    def ask(self, name: str, period: Period | None = None) -> Ask:
        return Ask.phrase(phrases[name], self.org, period or self.period, self.position)

    def figure(self, name: str, period: Period | None = None) -> Figure:
        """The figure of a phrase, asked of the ledger once a paper."""
        key = (name, (period or self.period).code)
        if key not in self._figures:
            self._figures[key] = figure(self.ask(name, period))
        return self._figures[key]

    def value(self, name: str) -> Number:
        """A figure's value, for rules; what is unknown counts as nothing."""
        return self.figure(name).value or 0

    def records(self, name: str) -> list[Evidence]:
        return evidence(self.ask(name))

    def last_year(self, name: str) -> Figure:
        return self.figure(name, self.period.last_year())

    def comparable(self, name: str) -> bool:
        """Last year's figure is there, and counted by the same version of the metric."""
        return bool(self.last_year(name)) and self.last_year(name).version == self.figure(name).version

    def quote(self, name: str, form: str = "") -> list[Run] | None:
        """A phrase's figure as an object in the text, with its unit where the form says so; ``None`` where there is nothing to say.

        Forms: empty (the bare number), 元 (money with its unit), % (a share), 差 (change against last year), 目标 (a tenth more).
        """
        if form == "差":
            return self._change(name)
        found = self.figure(name)
        if not found or form == "%" and _too_small(found):
            return None
        value: Number = found.value or 0
        unit = ""
        if form == "目标":
            value = ceil(Decimal(value) * 11 / 10)
        elif form == "元":
            money = in_text(int(value * 100))
            return [self._quoted(name, money.rstrip("万元"), money[len(money.rstrip("万元")) :])]
        elif form == "%":
            unit = "%"
        key = f"{name}:{form}" if form else name
        return [self._quoted(name, plain(value) + unit, "", key)]

    def of_record(self, name: str, ref: tuple[str, int]) -> Quoted | None:
        """What one record adds to a phrase's figure, quoted on its own."""
        asked = Ask(**{**self.ask(name).__dict__, "record": ref})
        found = figure(asked)
        return self._quoted(name, plain(found.value or 0), "", f"{name}@{ref[0]}:{ref[1]}") if found else None

    def _change(self, name: str) -> list[Run] | None:
        if not self.figure(name) or not self.comparable(name):
            return None
        now, last = Decimal(self.figure(name).value or 0), Decimal(self.last_year(name).value or 0)
        unit = phrases[name].counter
        if now == last:
            return ["与上年持平"]
        word = "增加" if now > last else "减少"
        runs: list[Run] = [
            f"比上年{word}",
            self._quoted(name, _amount(metrics[phrases[name].metric], abs(now - last)), "", f"{name}:差"),
            unit,
        ]
        if last >= SMALLEST_BASE and metrics[phrases[name].metric].form != "ratio":
            share = (abs(now - last) * 100 / last).quantize(Decimal("0.1"), ROUND_HALF_UP)
            runs += [f",{'增长' if now > last else '下降'}", self._quoted(name, f"{plain(share)}%", "", f"{name}:增长")]
        return runs

    def _quoted(self, name: str, text: str, unit: str = "", key: str = "") -> Quoted:
        key = key or name
        written = self.overrides.get(key)
        return Quoted(key, phrases[name].metric, written or text, unit, by_hand=written is not None)


def plain(value: Number) -> str:
    """A number as a text prints it: no thousands separators, no idle zeros; a share keeps its one decimal."""
    if isinstance(value, int):
        return str(value)
    whole = value == value.to_integral_value()
    return f"{value:f}" if not whole else f"{value:.0f}"


def _amount(metric: Metric, value: Decimal) -> str:
    return plain(value.quantize(Decimal("0.01")) if metric.scale > 1 else value)


def _too_small(found: Figure) -> bool:
    return found.bottom is not None and found.bottom < SMALLEST_WHOLE


def phrase_of(key: str) -> str:
    """The phrase that a key in a paper belongs to: without record and form."""
    return key.split("@")[0].split(":")[0]


def draft_key(key: str) -> str:
    """The phrase whose figure stands behind a key; nothing for a target, which no record gives."""
    return "" if key.endswith(":目标") else phrase_of(key)
