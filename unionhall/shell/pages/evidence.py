"""One figure in question and the records behind it: what the page, the drawer and the workbook of a figure show."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from unionhall.kernel.access.scope import reach
from unionhall.kernel.actions.declare import Action
from unionhall.kernel.actions.models import Origin
from unionhall.kernel.ledger.fields import DayField, KindField
from unionhall.kernel.ledger.figures import FEWEST, Ask, Evidence, evidence, figure, withheld
from unionhall.kernel.ledger.kinds import label as kind_label
from unionhall.kernel.ledger.metrics import Metric, Phrase, metrics, phrases
from unionhall.kernel.ledger.models import DeclaredFigure, model_named
from unionhall.kernel.papers.draft import TARGET, Draft, exact, form_of, phrase_of, plain
from unionhall.kernel.papers.models import Paper
from unionhall.shell.pages.cells import Cards, cards_of, day_text, moment, tone, words
from unionhall.shell.pages.declare import pages_of

SIGN = "sign"  # the verb under which a module declares a signature
UNSIGNED = "缺签收"
WITHHELD = f"少于 {FEWEST}"
TARGET_TEXT = "这是下一年的目标，由今年的数算出，没有记录。"
UNKNOWN_TEXT = "没有台账，或记录没有写明日期，所以不知道是多少。"


@dataclass(frozen=True)
class Asked:
    """A figure by its key in a paper, or by itself. ``ask`` is ``None`` for a target; ``named`` where records may be seen."""

    key: str
    draft: Draft
    ask: Ask | None
    paper: Paper | None
    named: bool

    @property
    def phrase(self) -> Phrase:
        return phrases[phrase_of(self.key)]

    @property
    def metric(self) -> Metric:
        return metrics[self.phrase.metric]

    @property
    def counted(self) -> Ask | None:
        """The question whose facts are records: for a share, what is divided."""
        if self.ask is None or self.metric.form != "ratio":
            return self.ask
        return Ask.phrase(phrases[self.metric.top], self.ask.org, self.ask.period, self.ask.position)

    @property
    def source(self) -> Metric:
        """The metric whose facts are counted, and in whose unit a record adds."""
        return self.counted.definition.source if self.counted else self.metric

    def value(self) -> str:
        """The number as the paper prints it; left open where so few are behind it that they could be told."""
        narrowed = self.ask is not None and ("@" in self.key or self.ask.kind != self.phrase.kind)
        found = figure(self.ask) if self.ask and narrowed else self.draft.of_form(self.phrase.name, form_of(self.key))
        if not self.named and self.ask and withheld(self.ask, found, cell="@" in self.key):
            return WITHHELD
        return exact(self.phrase.metric, found.value) if narrowed else self.draft.said(self.key)

    def rows(self) -> list[Evidence]:
        """The records behind the figure, newest first."""
        return list(reversed(evidence(self.counted))) if self.counted else []

    def without_records(self) -> str:
        """Why there is no record to show; nothing where there may be some."""
        if self.ask is None:
            return TARGET_TEXT
        return UNKNOWN_TEXT if figure(self.ask).value is None else ""

    def url(self, **more: str) -> str:
        """The address of its page."""
        where = {"metric": self.phrase.name, "org": self.draft.org.code, "period": self.draft.period.code}
        if self.paper:
            where = {"paper": str(self.paper.pk), "key": self.key}
        elif self.ask and self.ask.kind != self.phrase.kind:
            where["kind"] = self.ask.kind
        return f"{reverse('evidence')}?{urlencode({name: value for name, value in {**where, **more}.items() if value})}"


def number_of(asked: Asked, *, whole: bool = False) -> dict[str, Any]:
    """The number with what must be known to read it; ``whole`` where there is room for all of it."""
    found = asked.draft.of_form(asked.phrase.name, form_of(asked.key))
    asking = asked.ask or asked.draft.ask(asked.phrase.name)
    value, undated = asked.value(), f"另有 {found.undated} 条只写明到年，不计入这一期间" if found.undated else ""
    known = value != WITHHELD  # what it follows from would tell it all the same
    pairs = [("口径", asked.metric.meaning or asked.phrase.label), ("算法", _formula(asked) if known else "")]
    pairs += [("上年", _last_year(asked) if known else ""), ("截至", _as_of(asked))]
    if whole:
        pairs += [("期间", asking.period.label), ("范围", f"{asking.org}及所属")]
        pairs += [("口径版本", f"第 {found.version} 版"), ("未计入", undated)]
    shown = {"label": asked.phrase.label, "value": value, "unit": "" if value.endswith("%") else asked.phrase.counter}
    return {**shown, "pairs": [(label, text) for label, text in pairs if text], "declared": _declared(asked) if found.declared else ""}


def _formula(asked: Asked) -> str:
    name, form = asked.phrase.name, form_of(asked.key)
    found, last = asked.draft.figure(name), asked.draft.last_year(name)
    if form == TARGET:
        return f"今年 {plain(found.value or 0)} 加一成，进位取整"
    if form in ("差", "增长"):
        return f"今年 {plain(found.value or 0)}，上年 {plain(last.value or 0)}"
    if asked.metric.form == "ratio" and found.top is not None and found.bottom is not None:
        return f"{phrases[asked.metric.top].label} {plain(found.top)} ÷ {phrases[asked.metric.bottom].label} {plain(found.bottom)}"
    return ""


def _last_year(asked: Asked) -> str:
    last = asked.draft.last_year(asked.phrase.name)
    if form_of(asked.key) not in ("", "%") or "@" in asked.key or last.value is None:
        return ""
    change = words(asked.draft.quote(asked.phrase.name, "差"))
    return exact(asked.phrase.metric, last.value) + (f"，{change}" if change else "")


def _as_of(asked: Asked) -> str:
    frozen = asked.paper.frozen_at if asked.paper else None
    return f"{moment(frozen)} 定稿时" if frozen else moment(timezone.now())


def _declared(asked: Asked) -> str:
    """What stands for a declared figure: the paper that it was taken from."""
    numbers = _numbers(asked.rows(), DeclaredFigure._meta.label_lower)
    sources = {text for text in DeclaredFigure.objects.filter(pk__in=numbers).values_list("document", flat=True) if text}
    return "由单位申报，没有逐条记录。" + (f"依据：{'、'.join(sorted(sources))}。" if sources and asked.named else "")


def changed(asked: Asked) -> str:
    """What a figure of a frozen paper would be today, where that is something else."""
    if asked.ask is None or asked.ask.position is None:
        return ""
    now = figure(replace(asked.ask, position=None)).value
    same = now == figure(asked.ask).value
    return "" if same else f"定稿以后记录有变，现在是 {exact(asked.phrase.metric, now)}。定稿不变。"


def unsigned(rows: Sequence[Evidence]) -> tuple[str, int]:
    """The state of those of the records that can still be signed for, and how many they are."""
    steps = [step for model in dict.fromkeys(row.model for row in rows) if (step := signature(model))]
    waiting = ((step.states[0], len(in_state(rows, step.states[0]))) for step in steps)
    return next((found for found in waiting if found[1]), ("", 0))


def signature(model: str) -> Action | None:
    """The step by which somebody signs for a record of this model, if it has one."""
    page = pages_of(model)
    return next((action for action in page.actions if action.verb == SIGN), None) if page else None


def in_state(rows: Sequence[Evidence], state: str) -> set[tuple[str, int]]:
    """Those of the records that are in a state."""
    models = dict.fromkeys(row.model for row in rows)
    found = {model: model_named(model)._default_manager.filter(pk__in=_numbers(rows, model), state=state) for model in models}
    return {(model, number) for model, records in found.items() for number in records.values_list("pk", flat=True)}


def describe(request: HttpRequest, rows: Sequence[Evidence]) -> list[dict[str, Any]]:
    """What each record is called, where it stands, what it adds, and from which row of which sheet it came; in a few queries."""
    records = _records((row.model, row.record_id) for row in rows)
    cards = cards_of(record for found in records.values() for record in found.values())
    origins: dict[Any, str] = {}
    for model in records:
        for origin in Origin.objects.filter(model=model, record_id__in=_numbers(rows, model), created=True).select_related("batch"):
            origins[model, origin.record_id] = f"{origin.batch.file_name}“{origin.sheet}”第 {origin.row} 行"
    found = [(row, records[row.model].get(row.record_id)) for row in rows]
    return [{**_line(request, row, record, cards), "origin": origins.get(record.ref, "逐条登记")} for row, record in found if record]


def named(request: HttpRequest, refs: Iterable[tuple[str, int]]) -> list[dict[str, str]]:
    """Records as words and addresses."""
    found = [(model, record) for model, records in _records(refs).items() for record in records.values()]
    cards = cards_of(record for _, record in found)
    return [{"text": _named(record, cards), "url": _record_url(request, model, record)} for model, record in found]


def _records(refs: Iterable[tuple[str, int]]) -> dict[str, dict[Any, Any]]:
    """Records by model and number, in one query a model."""
    numbers: defaultdict[str, list[int]] = defaultdict(list)
    for model, number in refs:
        numbers[model].append(number)
    return {model: model_named(model)._default_manager.select_related("unit", "org").in_bulk(found) for model, found in numbers.items()}


def _record_url(request: HttpRequest, model: str, record: Any) -> str:
    """The address of its page, for those who may open it."""
    page = pages_of(model)
    return reverse("record", args=[model, record.pk]) if page and reach(request.user, page.view).covers(record) else ""


def _line(request: HttpRequest, row: Evidence, record: Any, cards: Cards) -> dict[str, Any]:
    return {
        "when": _dated(record, row),
        "on": row.on,
        "number": record.number,
        "text": _named(record, cards),
        "url": _record_url(request, row.model, record),
        "value": plain(row.sum),
        "unit": str(record.unit or record.org),
        "state": {"text": record.state_label(), "tone": tone(record)},
    }


def _numbers(rows: Sequence[Evidence], model: str) -> list[int]:
    return [row.record_id for row in rows if row.model == model]


def _named(record: Any, cards: Cards) -> str:
    """A record in words: whom it concerns, and what it is about or of which kind."""
    person = getattr(record, "person_id", None)
    card = cards.get((record.org_id, person)) if person else None
    who = (card.name if card else "（已删除）") if person else ""
    kind = next((getattr(record, f.name) for f in record._meta.concrete_fields if isinstance(f, KindField)), "")
    what = next((text for name in ("title", "name", "document") if (text := getattr(record, name, ""))), kind_label(kind))
    return f"{who} {what}".strip() or str(record._meta.verbose_name)


def _dated(record: Any, row: Evidence) -> str:
    days = (field.name for field in record._meta.concrete_fields if isinstance(field, DayField) and getattr(record, field.name) == row.on)
    name = next(days, "")
    return day_text(record, name) if name else f"{row.on:%Y-%m-%d}"
