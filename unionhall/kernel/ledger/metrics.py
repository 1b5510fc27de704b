"""Metrics, the measures by which records post to them, and the phrases under which papers speak of them."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from unionhall.base.registry import Registry
from unionhall.kernel.ledger.kinds import label
from unionhall.kernel.people.models import SEXES

if TYPE_CHECKING:
    from unionhall.kernel.ledger.models import Record

Form = Literal["flow", "stock", "distinct", "ratio"]
metrics: Registry["Metric"] = Registry("metric")
phrases: Registry["Phrase"] = Registry("phrase")
measures: "defaultdict[type[Record], list[Measure]]" = defaultdict(list)


@dataclass(frozen=True)
class Metric:
    """A number that papers may quote.

    ``flow`` adds up a period; ``stock`` is what stands at its end; ``distinct`` counts the different subjects behind the facts
    of ``base``; ``ratio`` is ``top`` ÷ ``bottom``, two phrases, in per cent. Facts are whole numbers in the smallest unit, ``scale`` of
    which make one ``unit`` (元 has 100). A changed meaning raises ``version``. ``guarded`` metrics are not broken down into
    cells of fewer than three subjects for those who may not see records.
    """

    name: str
    label: str
    unit: str
    form: Form = "flow"
    version: int = 1
    scale: int = 1
    base: str = ""
    top: str = ""
    bottom: str = ""
    guarded: bool = False
    meaning: str = ""
    synonyms: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        metrics.add(self.name, self)
        Phrase(self.name, self.label, self.name, synonyms=self.synonyms)

    @property
    def source(self) -> "Metric":
        """The metric whose facts are counted: itself, or the base of a distinct one."""
        return metrics[self.base] if self.form == "distinct" else self


def share(name: str, label: str, top: str, bottom: str, meaning: str) -> Metric:
    """Declare a ratio: the phrase ``top`` in per cent of the phrase ``bottom``."""
    return Metric(name, label, "%", form="ratio", top=top, bottom=bottom, meaning=meaning)


@dataclass(frozen=True)
class Phrase:
    """A metric, perhaps of one kind, source, sex or category, under the words that papers use for it.

    The writer quotes it by name; the reader finds it by ``label`` and ``synonyms``, unless a word of ``not_this`` stands there.
    ``part_of`` names the phrase of which it is a part (其中). ``unit`` replaces the metric's where the field says another.
    """

    name: str
    label: str
    metric: str
    kind: str = ""
    source: str = ""
    sex: str = ""
    category: str = ""
    part_of: str = ""
    unit: str = ""
    synonyms: tuple[str, ...] = ()
    not_this: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        phrases.add(self.name, self)

    @property
    def breakdown(self) -> dict[str, Any]:
        """What narrows the metric down: kind, source, sex, category, where given."""
        parts = {"kind": self.kind, "source": self.source, "sex": self.sex, "category": self.category}
        return {name: value for name, value in parts.items() if value}

    @property
    def meaning(self) -> str:
        """What it counts: the metric's own meaning, and what is left of it here."""
        only = "、".join(SEXES.get(name) or label(name) for name in self.breakdown.values())
        return (metrics[self.metric].meaning or self.label) + (f"；只计：{only}" if only else "")

    @property
    def counter(self) -> str:
        return self.unit or metrics[self.metric].unit


Value = str | int | Callable[[Any], int]


@dataclass(frozen=True)
class Measure:
    """How a record of ``model`` counts: towards which metric, in which states, on which day, and how much.

    ``value``, ``kind``, ``source`` and ``subject`` name attributes of the record (``value`` may be a number or a function).
    A record posts nothing while ``on`` is empty or ``where`` refuses it. A metric that begins with ``@`` is read from the record.
    ``line`` keeps apart two measures of one record that post to the same metric.
    """

    metric: str
    model: "type[Record]"
    on: str
    states: tuple[str, ...]
    value: Value = 1
    kind: str = ""
    source: str = ""
    subject: str = "person_id"
    where: Callable[[Any], bool] | None = None
    line: int = 0

    def __post_init__(self) -> None:
        measures[self.model].append(self)

    def counts(self, record: Any) -> bool:
        return record.state in self.states and bool(getattr(record, self.on)) and (self.where is None or self.where(record))

    def metric_of(self, record: Any) -> Metric:
        return metrics[getattr(record, self.metric[1:]) if self.metric.startswith("@") else self.metric]

    def value_of(self, record: Any) -> int | None:
        """What the record adds; ``None`` where nobody has written it down."""
        if isinstance(self.value, int):
            return self.value
        value: int | None = self.value(record) if callable(self.value) else getattr(record, self.value)
        return value


def registers_of(metric: Metric) -> "list[type[Record]]":
    """The models whose records post to a metric."""
    return [model for model, posted in measures.items() if any(measure.metric == metric.source.name for measure in posted)]
