"""Each figure of a paper held against the ledger: 一致, 不一致, or 无法核对 with the reason."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

from unionhall.base.periods import Period
from unionhall.kernel.ledger.figures import Figure, Number, withheld
from unionhall.kernel.ledger.metrics import Phrase, metrics, phrases
from unionhall.kernel.orgs.models import Org, kinds
from unionhall.kernel.papers.draft import Draft
from unionhall.shell.reading import when
from unionhall.shell.reading.figures import Figure as Claim
from unionhall.shell.reading.meanings import RECORDS
from unionhall.shell.reading.neighbours import AGAINST, CHANGE, PERCENT
from unionhall.shell.reading.text import Reading

Word = Literal["一致", "不一致", "无法核对"]
Form = Literal["value", "difference", "growth", "records"]

_AT_ITS_END = re.compile("[末底终]")
# What the words around a number allow, as multiples of it; the first that are found tell (不超过 is not 超过).
_MEANT = tuple(
    (re.compile(words), Decimal(least), Decimal(most))
    for words, least, most in (
        ("不多于|不超过|最多|以下|以内", "0", "1"),
        ("不少于|不低于|至少|超过|超|逾|突破|以上", "1", "Infinity"),
        ("[几数上好](?=[十百千万亿])", "2", "9.99"),
        ("将近|接近|近", "0.9", "1"),
        ("约|左右|上下", "0.9", "1.1"),
    )
)
_CLAUSE = re.compile(r"(?<!\d),|,(?!\d{3})|[;:。!?()\n]")

_TENTH = Decimal("0.1")

PLAN = "是计划数，记录只能证明已经做的事"
RULE = "是规定的数，不是已经发生的数"
RANK = "是名次或届次，台账不计"
EACH = "是每人、每户、每次的数，台账不计"
NO_METRIC = "台账里没有这一指标"
NO_ORG = "没有说明对照哪个单位的台账"
NO_PERIOD = "看不出是哪个期间的数"
NO_RECORDS = "台账里没有这一期间的记录"
UNGROUPED = "未分组"  # the row of an annex for what belongs to no group


@dataclass(frozen=True)
class Verdict:
    """``figure`` is its place in the list of figures. ``claimed``, ``ledger`` and ``difference`` (ledger − claimed) are in ``unit``.

    ``form`` says what was compared: the value, the difference against the year before, the growth in per cent, or how many records stand
    behind it. ``few`` marks a number behind which so few persons stand that only those may see it who see the records.
    """

    figure: int
    verdict: Word
    why: str = ""
    claimed: Number | None = None
    ledger: Number | None = None
    difference: Number | None = None
    records: int = 0
    unit: str = ""
    metric: str = ""
    label: str = ""
    period: str = ""
    org: str = ""
    form: Form = "value"
    few: bool = False

    def as_json(self) -> dict[str, Any]:
        """As ``unionhall read --json`` prints it."""
        return {name: _plain(value) for name, value in asdict(self).items()}


@dataclass
class Books:
    """The ledger of one organization as the verdicts ask it; ``frame`` is the period of a paper that names no year."""

    org: Org | None
    frame: Period | None = None
    _drafts: dict[str, Draft] = field(default_factory=dict)
    _orgs: list[Org] | None = None

    def draft(self, period: Period, org: Org | None = None) -> Draft:
        place = org or self.org
        assert place is not None
        draft = self._drafts.setdefault(f"{place.pk} {period.code}", Draft(place, period))
        if period == self.frame:  # of which most of a paper speaks
            draft.read()
        return draft

    def body(self, words: str) -> Org | None:
        """The organization below that a table names; ``None`` where there is none, or more than one."""
        assert self.org is not None
        named = [org for org in self._below() if words in (org.name, org.short_name, org.signature_name)]
        return named[0] if len(named) == 1 else None

    def part(self, name: str, period: Period, body: Org | None) -> Decimal | None:
        """What a body below counts: zero where it has no record but the whole keeps a register; without a body, what is in no group."""
        whole = _exact(self.draft(period).figure(name))
        if whole is None:
            return None
        if body:
            return _exact(self.draft(period, body).figure(name)) or Decimal(0)
        groups = [org for org in self._below() if kinds[org.kind].part and org.parent == self.org]
        return whole - sum(_exact(self.draft(period, org).figure(name)) or Decimal(0) for org in groups)

    def _below(self) -> list[Org]:
        if self._orgs is None:
            self._orgs = list(self.org.subtree()) if self.org else []
        return self._orgs


def judge(reading: Reading, claims: Sequence[Claim], books: Books) -> list[Verdict]:
    """One verdict for each figure, in their order."""
    return [_judge(at, claim, _words_before(reading, claim), books) for at, claim in enumerate(claims)]


def _words_before(reading: Reading, claim: Claim) -> str:
    return _CLAUSE.split(reading.clean.text[claim.sentence.start : claim.clean[0]])[-1]


def _judge(at: int, claim: Claim, before: str, books: Books) -> Verdict:
    open_ = Verdict(at, "无法核对", claimed=_number(claim.value), unit=claim.unit, metric=claim.metric)
    why = _beyond_the_ledger(claim)
    if why or books.org is None:
        return replace(open_, why=why or NO_ORG)
    phrase = phrases[claim.metric]
    known = replace(open_, label=phrase.label, org=books.org.code, form=_form(claim, before))
    period = _period(claim, books.frame, stands=metrics[phrase.metric].form != "flow")
    if period is None:
        return replace(known, why=NO_PERIOD + (f"（文中写“{claim.period}”）" if claim.period else ""))
    known = replace(known, period=period.code)
    if not claim.whose:
        return _compared(known, claim, books.draft(period))
    body = books.body(claim.whose)
    if body is None and claim.whose != UNGROUPED:
        return replace(known, why=f"台账里没有名为“{claim.whose}”的单位或分项")
    draft, value = books.draft(period, body), books.part(phrase.name, period, body)
    return _compared(replace(known, org=draft.org.code), claim, draft, value)


def _compared(known: Verdict, claim: Claim, draft: Draft, part: Decimal | None = None) -> Verdict:
    """A claim beside what the ledger says of its period; ``part`` is what it says of a part of the organization."""
    phrase, period = phrases[claim.metric], draft.period
    found = draft.figure(phrase.name)
    value = _value(draft, phrase, known.form, found) if part is None else part
    # Of a single day only what was recorded can be said: another register may hold the event.
    if value is None or (not found.records and not period.length and claim.value):
        return replace(known, why=_unknown(found, period))
    right = holds(claim, value)
    if claim.unit == PERCENT:  # as finely as it was printed
        value = value.quantize(min(claim.step, _TENTH), ROUND_HALF_UP)
    return replace(
        known,
        verdict="一致" if right else "不一致",
        ledger=_number(value),
        difference=_number(value - claim.value),
        records=found.records,
        few=withheld(draft.ask(phrase.name), found, cell=not period.length),
    )


def _beyond_the_ledger(claim: Claim) -> str:
    """Why no ledger can speak of a claim; empty where one may."""
    if claim.modality in ("plan", "rule"):
        return PLAN if claim.modality == "plan" else RULE
    if (claim.rank and not claim.metric) or claim.ordinal:
        return RANK
    if "/" in claim.unit:
        return EACH
    return "" if claim.metric in phrases else NO_METRIC


def _form(claim: Claim, before: str) -> Form:
    """Whether a number is what there was, how much more or less than the year before, or how many records tell of it."""
    if claim.of == RECORDS:
        return "records"
    if not CHANGE.search(before) or not (AGAINST.search(before) or claim.unit == PERCENT or "百分点" in claim.unit):
        return "value"
    ratio = metrics[phrases[claim.metric].metric].form == "ratio"
    return "growth" if claim.unit == PERCENT and not ratio else "difference"


def _period(claim: Claim, frame: Period | None, *, stands: bool) -> Period | None:
    """The days of which a claim speaks, where its words name any; what stands may stand at their end."""
    named = when.CALENDAR.match(claim.period)
    days = named is not None and (named.group() == claim.period or named.group().endswith(("日", "号")))  # 9月26日国庆前夕
    if not days or (not stands and _AT_ITS_END.search(claim.period) and not claim.period.startswith("截")):
        return None
    code = claim.period_code or (when.code(claim.period, frame.label) if frame and claim.period else "")
    return Period.parse(code) if code else frame


def _value(draft: Draft, phrase: Phrase, form: Form, found: Figure) -> Decimal | None:
    """What the ledger says, as exactly as it knows: a share before it is rounded."""
    now = _exact(found)
    if form in ("value", "records") or now is None:
        return Decimal(found.records) if form == "records" and now is not None else now
    last = _exact(draft.last_year(phrase.name))
    if last is None or (form == "growth" and not last):
        return None
    return abs(now - last) if form == "difference" else abs(now - last) * 100 / last


def _exact(found: Figure) -> Decimal | None:
    if found.top is not None and found.bottom:
        return Decimal(found.top) * 100 / Decimal(found.bottom)
    return None if found.value is None else Decimal(found.value)


def _unknown(found: Figure, period: Period) -> str:
    if found.undated:
        return f"{found.undated} 条记录的日期不够具体，算不出{period.label}的数"
    return f"{NO_RECORDS}（{period.label}）"


def holds(claim: Claim, value: Decimal) -> bool:
    """Whether a claim is true of a value, by the meaning of its words: 近, 余, 多, 不少于, a range, the digits that were printed."""
    number = claim.value
    if claim.value_max is not None:
        return number <= value <= claim.value_max
    for words, least, most in _MEANT:
        if words.search(claim.text):
            return number * least <= value <= number * most
    if claim.approx:  # 20余, 30多: more, but less than the next round number
        return number <= value < number + _roundness(number)
    slack = claim.step / 2
    return abs(value - number) <= slack if claim.unit in ("元", PERCENT) or slack > 1 else value == number


def _roundness(value: Decimal) -> Decimal:
    """The worth of a number's last digit that is no zero: 10 for 20, 100 for 1300."""
    return Decimal(10) ** int(value.normalize().as_tuple().exponent) if value else Decimal(1)


def _number(value: Decimal | int) -> Number:
    """A number without idle digits; a share has one decimal."""
    if value == int(value):
        return int(value)
    return Decimal(value).quantize(Decimal("0.01"), ROUND_HALF_UP).normalize()


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value
