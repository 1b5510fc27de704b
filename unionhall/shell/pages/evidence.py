"""One figure in question and the records behind it: what the page, the drawer and the workbook of a figure show."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from unionhall.kernel.access.scope import reach
from unionhall.kernel.actions.declare import Action
from unionhall.kernel.actions.models import Origin
from unionhall.kernel.ledger.fields import KindField
from unionhall.kernel.ledger.figures import FEWEST, Ask, Evidence, evidence, figure, parts_of, withheld
from unionhall.kernel.ledger.kinds import label as kind_label
from unionhall.kernel.ledger.metrics import Metric, Phrase, metrics, phrases
from unionhall.kernel.ledger.models import DeclaredFigure, day_field, model_named, records_of
from unionhall.kernel.papers.content import Content
from unionhall.kernel.papers.draft import TARGET, Draft, exact, form_of, phrase_of, plain
from unionhall.kernel.papers.models import Paper
from unionhall.shell.documents.docx import write_docx
from unionhall.shell.pages.declare import pages_of
from unionhall.shell.pages.tables import Cards, cards_of, day_text, moment, tone, words

Refs = set[tuple[str, int]]
SIGN = "sign"  # the verb under which a module declares a signature
UNSIGNED = "缺签收"
WITHHELD = f"少于 {FEWEST}"


def address_of(paper: Paper, key: str) -> str:
    """Where the records of a figure of a paper are shown."""
    return reverse("paper_figure", args=[paper.pk, key])


def word_file(paper: Paper, content: Content) -> bytes:
    """The paper as DOCX: every figure with its Chinese name, and leading to its records where the installation's address is known."""
    house = settings.ADDRESS
    return write_docx(
        content,
        lambda figure: house + address_of(paper, figure.key) if house else None,
        lambda figure: phrases[phrase_of(figure.key)].label,
    )


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
        return parts_of(self.ask)[0] if self.ask else None

    @property
    def source(self) -> Metric:
        """The metric whose facts are counted, and in whose unit a record adds."""
        return self.counted.definition.source if self.counted else self.metric

    def value(self) -> str:
        """The number as the paper prints it; left open where so few are behind it that they could be told."""
        found = figure(self.ask) if self.ask and "@" in self.key else self.draft.of_form(self.phrase.name, form_of(self.key))
        if not self.named and self.ask and withheld(self.ask, found, cell="@" in self.key):
            return WITHHELD
        return exact(self.phrase.metric, found.value) if "@" in self.key else self.draft.said(self.key)

    def last_year(self) -> str:
        """Last year's number, guarded like this year's."""
        name, period = self.phrase.name, self.draft.period.last_year()
        few = not self.named and withheld(self.draft.ask(name, period), self.draft.figure(name, period))
        return WITHHELD if few else exact(self.phrase.metric, self.draft.last_year(name).value)

    def rows(self) -> list[Evidence]:
        """The records behind the figure, newest first."""
        return list(reversed(evidence(self.counted))) if self.counted else []

    def url(self, **more: str) -> str:
        """The address of its page."""
        if self.paper:
            return address_of(self.paper, self.key) + (f"?{urlencode(more)}" if more else "")
        where = {"metric": self.phrase.name, "org": self.draft.org.code, "period": self.draft.period.code}
        return f"{reverse('evidence')}?{urlencode({**where, **more})}"


def number_of(asked: Asked) -> dict[str, Any]:
    """The number with what must be known to read it; ``more`` for where there is room for all of it."""
    found = asked.draft.of_form(asked.phrase.name, form_of(asked.key))
    asking, value = asked.ask or asked.draft.ask(asked.phrase.name), asked.value()
    frozen, undated = asked.paper.frozen_at if asked.paper else None, found.undated
    # What a number that is left open follows from would tell it all the same.
    running = asked.draft.period.last_day > timezone.localdate(frozen)
    formula, last_year = (_formula(asked), _last_year(asked, running)) if value != WITHHELD else ("", "")
    as_of = f"{moment(frozen)} 定稿时" if frozen else moment(timezone.now())
    pairs = [("口径", asked.phrase.meaning), ("算法", formula), ("上年全期" if running else "上年", last_year), ("截至", as_of)]
    more = [("期间", asking.period.label), ("范围", f"{asking.org}及所属"), ("口径版本", f"第 {found.version} 版")]
    more += [("未计入", f"另有 {undated} 条只写明到年，不计入这一期间")] if undated else []
    return {
        "label": asked.phrase.label,
        "value": value,
        "unit": "" if value.endswith("%") else asked.phrase.counter,
        "pairs": [pair for pair in pairs if pair[1]],
        "more": more,
        "declared": _declared(asked) if found.declared else "",
        "stale": _changed(asked),
        "without": _without(asked),
    }


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


def _last_year(asked: Asked, running: bool) -> str:
    """Last year's number and the change since, which tells nothing of a number that is left open, or of a period that is ``running``."""
    if form_of(asked.key) not in ("", "%") or "@" in asked.key or asked.draft.last_year(asked.phrase.name).value is None:
        return ""
    said, change = asked.last_year(), words(asked.draft.quote(asked.phrase.name, "差"))
    return f"{said}，{change}" if change and not running and said != WITHHELD else said


def _declared(asked: Asked) -> str:
    """What stands for a declared figure: the paper that it was taken from."""
    numbers = _numbers(asked.rows(), DeclaredFigure._meta.label_lower)
    sources = {text for text in DeclaredFigure.objects.filter(pk__in=numbers).values_list("document", flat=True) if text}
    return "由单位申报，没有逐条记录。" + (f"依据：{'、'.join(sorted(sources))}。" if sources and asked.named else "")


def _changed(asked: Asked) -> str:
    """What a figure of a frozen paper would be today, where that is something else."""
    if asked.ask is None or asked.ask.position is None:
        return ""
    now = figure(replace(asked.ask, position=None)).value
    same = now == figure(asked.ask).value
    return "" if same else f"定稿以后记录有变，现在是 {exact(asked.phrase.metric, now)}。定稿不变。"


def _without(asked: Asked) -> str:
    """Why there is no record to show; nothing where there may be some."""
    if asked.ask is None:
        return "这是下一年的目标，由今年的数算出，没有记录。"
    return "没有台账，或记录没有写明日期，所以不知道是多少。" if figure(asked.ask).value is None else ""


def unsigned(rows: Sequence[Evidence]) -> Refs:
    """Those of the records that can still be signed for."""
    found: Refs = set()
    for model in dict.fromkeys(row.model for row in rows):
        if step := signature(model):
            waiting = model_named(model)._default_manager.filter(pk__in=_numbers(rows, model), state__in=step.states)
            found.update((model, number) for number in waiting.values_list("pk", flat=True))
    return found


def signature(model: str) -> Action | None:
    """The step by which somebody signs for a record of this model, if it has one."""
    page = pages_of(model)
    return next((action for action in page.actions if action.verb == SIGN), None) if page else None


def describe(request: HttpRequest, rows: Sequence[Evidence]) -> list[dict[str, Any]]:
    """What each record is called, where it stands, what it adds, and from which row of which sheet it came; in a few queries."""
    records = records_of((row.model, row.record_id) for row in rows)
    cards = cards_of(records.values())
    made = Origin.objects.filter(model__in={row.model for row in rows}, record_id__in={row.record_id for row in rows}, created=True)
    origins = {(o.model, o.record_id): str(o) for o in made.select_related("batch")}
    return [
        {
            **_named(request, record, cards),
            "when": _dated(record, row),
            "on": row.on,
            "number": record.number,
            "value": plain(row.sum),
            "unit": str(record.unit or record.org),
            "state": {"text": record.state_label(), "tone": tone(record)},
            "origin": origins.get(record.ref, "逐条登记"),
        }
        for row in rows
        if (record := records.get((row.model, row.record_id)))
    ]


def named(request: HttpRequest, refs: Iterable[tuple[str, int]]) -> list[dict[str, str]]:
    """Records as words and addresses."""
    records = records_of(refs).values()
    cards = cards_of(records)
    return [_named(request, record, cards) for record in records]


def _numbers(rows: Sequence[Evidence], model: str) -> list[int]:
    return [row.record_id for row in rows if row.model == model]


def _named(request: HttpRequest, record: Any, cards: Cards) -> dict[str, str]:
    """A record in words: whom it concerns, and what it is about or of which kind; with its address, for those who may open it."""
    person = getattr(record, "person_id", None)
    card = cards.get((record.org_id, person)) if person else None
    who = (card.name if card else "（已删除）") if person else ""
    kind = next((getattr(record, f.name) for f in record._meta.concrete_fields if isinstance(f, KindField)), "")
    what = next((text for name in ("title", "name", "document") if (text := getattr(record, name, ""))), kind_label(kind))
    page = pages_of(record.ref[0])
    url = reverse("record", args=record.ref) if page and reach(request.user, page.view).covers(record) else ""
    return {"text": f"{who} {what}".strip() or str(record._meta.verbose_name), "url": url}


def _dated(record: Any, row: Evidence) -> str:
    name = day_field(record, row.on)
    return day_text(record, name) if name else f"{row.on:%Y-%m-%d}"
