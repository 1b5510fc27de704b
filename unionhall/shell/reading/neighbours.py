"""The metric that a figure takes from those beside it: a part of them, a share, an amount, the persons behind them, a change."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from unionhall.kernel.ledger.metrics import Phrase, metrics, phrases
from unionhall.shell.reading import measured, phrasebook
from unionhall.shell.reading.figures import Figure
from unionhall.shell.reading.text import Reading

PERCENT = "%"
_MARK = re.compile(r"(?<!\d),|,(?!\d{3})|[;:。!?()\n]")
# What a clause may say of money without saying what it was paid for.
_PAID = re.compile(
    "(?:共计?|合计|累计|总计|发放|发给|送去|送上|支付|支出|给予|补助|[一-鿿]{0,2}[金款]额?|资金|费用?|经费|了|约|近|达|及|和|、)*"
)
_PERSONS_OF_IT = re.compile("(?:由|惠及|涉及|受益|来自)(?:了)?[一-鿿]{0,3}$")
_SHARE = re.compile("^占(?:了|到)?(?P<whole>.*?)(?:的)?$")
# The words right before a number that make it a difference: 比上年增加, 同比下降, 增长.
CHANGE = re.compile("(?:增加|增长|提高|上升|多|减少|下降|降低|少)了?$")
AGAINST = re.compile("(?:比|较|同比|与)(?P<base>上年|去年|同期|上年同期|去年同期)?")
_TOTAL = re.compile("(?:总[数量额人]+|人数)$")
_ATTENDED = re.compile("^[^,。;]{0,2}参[加与]")


def named(reading: Reading, figures: Sequence[Figure]) -> tuple[Figure, ...]:
    """The figures, those of them with a phrase of the ledger whose own words name none but whose neighbours do."""
    done: list[Figure] = []
    for figure in figures:
        # In a table headings and labels have said all that there is to say.
        known = (
            figure.metric or figure.table is not None or figure.modality == "rule" or figure.rank or figure.ordinal or "/" in figure.unit
        )
        done.append(figure if known else replace(figure, metric=_by_neighbours(_Near(reading, figure, done))))
    return tuple(done)


def _by_neighbours(near: "_Near") -> str:
    return next(filter(None, (rule(near) for rule in RULES)), "")


class _Near:
    """A figure with its clause and the figures before it that have a phrase, the nearest first."""

    def __init__(self, reading: Reading, figure: Figure, before: Sequence[Figure]) -> None:
        text, start = reading.clean.text, figure.sentence.start
        same = [one for one in before if one.sentence is figure.sentence]
        begin = same[-1].clean[1] if same else start
        self.figure, self.parent = figure, before[figure.parent] if figure.parent is not None else None
        self.front = _MARK.split(text[begin : figure.clean[0]])[-1].strip("、 的")
        self.apart = "," in text[begin : figure.clean[0]]
        self.behind = _MARK.split(text[figure.clean[1] : figure.sentence.end])[0]
        self.same = [one for one in reversed(same) if one.metric]
        self.last = same[-1] if same else None
        section = [
            one
            for one in before
            if one.document == figure.document and one.table is None and one.sentence.section is figure.sentence.section
        ]
        self.section = [one for one in reversed(section) if one.metric]


def _part(near: _Near) -> str:
    """其中女会员7人, 生产类5条: what sets a part apart from its whole stands in the clause."""
    wholes = [near.parent] if near.parent else near.section
    for whole in wholes:
        if whole.metric and (near.parent or whole.period_code == near.figure.period_code):
            for child in measured.parts_of(whole.metric, near.figure.unit):
                if _named(child, near):
                    return child.name
    return ""


def _named(child: Phrase, near: "_Near") -> bool:
    """Whether a clause names a part: by what its label says more than its whole's, or by how its label begins (退休 of 退休慰问)."""
    own = re.sub("^(?:其中|[有为])+", "", near.front)
    begins = len(own) > 1 and any(word.startswith(own) for word in (child.label, *child.synonyms))
    begins = begins and child.part_of not in phrasebook.metrics_of(own, child.counter)  # the whole's own name tells no part
    return begins or measured.difference(child) in near.front + near.behind[:6]


def _share(near: _Near) -> str:
    """占会员总数的19.4%: the share whose upper part was the figure before, of the whole that is named."""
    said = _SHARE.match(near.front)
    if near.figure.unit != PERCENT or not said or not near.last:
        return ""
    for metric in metrics:
        if (
            metric.form == "ratio"
            and metric.top == near.last.metric
            and phrases[metric.bottom].label in (said["whole"] or phrases[metric.bottom].label)
        ):
            return metric.name
    return ""


def _change(near: _Near) -> str:
    """比上年增加3条, 增长5%: of what was said before."""
    what = _TOTAL.sub("", AGAINST.sub("", CHANGE.sub("", near.front)))
    if not CHANGE.search(near.front):
        return ""
    percent = near.figure.unit == PERCENT or "百分点" in near.figure.unit
    if what:  # 会员总数比上年增加3人
        return next(iter(phrasebook.metrics_of(what, near.figure.unit)), "")
    return next((one.metric for one in near.same if percent or one.unit == near.figure.unit), "")


def _amount(near: _Near) -> str:
    """18人次, 发放7050元: the money of the same records. Behind 其中 a clause with a verb speaks of the whole again."""
    if near.figure.unit != "元" or not _PAID.fullmatch(near.front) or not near.same:
        return ""
    before = near.same[0]
    if before.parent is not None and near.apart and near.front:
        before = next((one for one in near.same if one.parent is None), before)
    return before.metric if before.unit == "元" else measured.money_of(phrases[before.metric])


def _persons(near: _Near) -> str:
    """由18名会员提出, 惠及17人: the different persons behind what was counted before."""
    if not _PERSONS_OF_IT.search(near.front) or not near.same:
        return ""
    persons = (name for one in near.same for name in measured.persons_of(one.metric))
    return next((name for name in persons if phrases[name].counter == near.figure.unit), "")


def _together(near: _Near) -> str:
    """3场, 68人次参加: what the words name together with the label of the figure before. A head count of one day is told by it too."""
    event = "/" in near.figure.period_code and bool(_ATTENDED.match(near.behind))
    if near.front and not event:
        return ""
    for one in near.section if event else near.same:
        label = phrases[one.metric].label
        for unit in (near.figure.unit, *(("人次",) if event and near.figure.unit == "人" else ())):
            for found in phrasebook.metrics_of(label + near.behind, unit):
                if phrases[found].label not in label and phrases[found].label.startswith(label):
                    return found
    return ""


RULES: tuple[Callable[[_Near], str], ...] = (_share, _change, _part, _persons, _amount, _together)
