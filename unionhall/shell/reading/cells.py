"""The numbers in a table: what each counts by its headings and labels, in which unit, of when, and which metric of the ledger that is."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

from unionhall.base import quantities
from unionhall.base.quantities import Quantity
from unionhall.kernel.ledger.metrics import metrics, phrases
from unionhall.shell.reading import lexicon
from unionhall.shell.reading.headings import Column, Label, Line, Table, is_counted, label
from unionhall.shell.reading.meanings import COUNTED, NOTHING, Meaning, known, meaning, records_of
from unionhall.shell.reading.modality import Modality
from unionhall.shell.reading.tables import Cell
from unionhall.shell.reading.when import CALENDAR

PERCENT = "%"
_TOGETHER = "合计"

# Headings that say nothing of what is counted.
_EMPTY = re.compile(
    "数[量值据字]?|合计|总计|小计|总数|实际(?:完成)?数?|完成(?:数|情况)?|[实业]绩|指标值?|情况|结果|内容|统计数|填报数|发生数|值|全部|名称|项目|类别"
)
_CHANGE = re.compile("增减|增长|增幅|降幅|同比|环比|比上年|较上年|[±]")
_PLAN = re.compile("^拟|计划|目标|任务|预算|预计|应(?=[建签缴参]|[到有]$)")
_DONE = re.compile("完成|实际|执行|决算|已")
_RULE = re.compile("标准|限额|定额|单价|每[人户次]|人均|户均")
_STANDS = re.compile("现有|在册|在岗|在职|结余|余额|总数|年末|期末|建档|[率比]$")
_BODY = re.compile("(?:工会|分会|小组|车间|科|处|部|厂|公司|队|所|站|局|院|校|街道|社区|村|镇|乡|县|区|市)$")
_PAPER = re.compile(
    "(?:情况)?(?:统计|汇总|一览)$|情况$|(?:情况)?(?:登记|统计|一览|明细|汇总|发放|调查|数据|月报|季报|年报|报)?(?:表|名?册|台账)$"
)
_YEAR = re.compile(r"\d{4}年")
_MOST_SHARE = 2
_PASSAGE = 8  # characters of a cell that may say something
# The unit of a heading without brackets, by the word in which it ends.
_UNITS = tuple(
    (re.compile(words), by)
    for words, by in (
        ("人次数?$", "人次"),
        ("户次数?$", "户次"),
        ("场次数?$", "场次"),
        ("率$|占比|比例|百分比|比重", PERCENT),
        ("(?:[员工人]|代表|干部)总?数$", "人"),
        ("户总?数$", "户"),
        ("次数$", "次"),
        ("(?P<own>[件条项个家所篇份场期台套本册幅])总?数$", ""),
        ("金额?$|经费|费用?$|[资奖罚]金|款$|收入|支出|[预决]算|结余|余额|补助$|价值|效益", "元"),
    )
)


@dataclass(frozen=True)
class Counted:
    """A number of a table. ``whole`` is the place, in the list, of the figure of which it is a part.

    ``whose`` are the words of a label that narrow the metric down to something the ledger may know, as a rule a body; ``of`` says
    what of the metric was counted: its value, or the records behind it.
    """

    cell: Cell
    quantity: Quantity
    measure: str
    metric: str
    modality: Modality
    period: str
    frame: str
    whose: str = ""
    of: str = ""
    whole: int | None = None

    @property
    def start(self) -> int:
        return self.cell.start


def passages(table: Table) -> Iterator[Cell]:
    """Cells of several words that do not name their row: what they say is read like any sentence."""
    labels = [place for place, column in enumerate(table.columns) if column.kind == "label"]
    for line in table.lines if not table.register else ():
        for place in labels[1:]:
            cell = line.cells[place]
            if line.part == "data" and len(cell.text) >= _PASSAGE and not cell.quantity:
                yield cell


def _date_in(line: str) -> str:
    """The first words of time in a line, a span as a whole: 2025年1月1日至6月30日."""
    date = next((one for one in quantities.find(line) if one.kind == "date"), None)
    span = CALENDAR.match(line, date.start) if date else None
    return max(span.group(), date.numeral, key=len) if span and date else ""


def _title(caption: str) -> str:
    """What a table is about, by the line that calls it a table: without the body, the year, the word for a table."""
    lines = (re.sub("[(].*", "", line) for line in reversed(caption.split("\n")))
    line = next((line for line in lines if _PAPER.search(line)), "")
    return _PAPER.sub("", re.sub(r"^.*?\d{4}年度?(?:[\d\-至]+月份?|[上下]半年)?|^附[件表]\d*:?", "", line))


def counted(table: Table, frame: str) -> list[Counted]:
    """The figures of a table in the order of its text; ``frame`` is the period of what stands around it."""
    return list(_Reader(table, frame).read())


class _Row(NamedTuple):
    depth: int
    words: str
    unit: str


class _Reader:
    """Reads a table row by row and remembers at which depth a figure stands, so that its parts find it."""

    def __init__(self, table: Table, frame: str) -> None:
        said = next(filter(None, map(_date_in, reversed(table.caption.split("\n")))), "")
        # 1-5月 above a table is of the year of the paper around it.
        self.table, self.frame = table, frame + said if said and _YEAR.fullmatch(frame) and not _YEAR.match(said) else said or frame
        self.plan = bool(lexicon.PLAN_TITLE.search(table.caption))
        self.title = _title(table.caption)
        self.found: list[Counted] = []
        self.above: dict[int, list[tuple[int, int]]] = {}  # by column: depth and place of the figures above
        self.trail: list[_Row] = []  # this row, and those above it that are less deep

    def read(self) -> Sequence[Counted]:
        for line in self.table.lines:
            if line.part in ("data", "total", "subtotal") and (not self.table.register or line.part == "total"):
                self._line(line)
        return self.found

    def _line(self, line: Line) -> None:
        first = len(self.found)
        words = "".join(said.words for said in line.labels.values()) or line.group or self.title
        self.trail = [*(row for row in self.trail if row.depth < line.depth), _Row(line.depth, words, line.unit.unit if line.unit else "")]
        for place, column in enumerate(self.table.columns):
            quantity = line.cells[place].quantity
            if not quantity or (column.kind in ("idle", "unit", "day") and not quantity.unit):
                continue
            names, own = self._names(line, place, column)
            if names or own.path or line.part != "data":
                quantity = self._measured(line, line.cells[place], names, own)
                whole = self._whole(line, (place, own), first, quantity.unit)
                self.found.append(self._figure(line, line.cells[place], quantity, (names, own), whole))
                self.above[place] = [*((depth, at) for depth, at in self.above.get(place, ()) if depth < line.depth)]
                self.above[place].append((line.depth, len(self.found) - 1))

    def _names(self, line: Line, place: int, column: Column) -> tuple[list[Label], Column]:
        """The labels of a number and its column; in a form the label stands right beside its number, whatever stands above."""
        if place in line.heads:
            return [], Column((line.heads[place],), "number")
        stubs = self.table.stubs(place)
        left = next((at for at in range(place - 1, -1, -1) if line.cells[at].text), place)
        beside = label("" if line.cells[left].quantity else line.cells[left].text)
        form = left not in stubs and is_counted(line.cells[left].text)
        if beside.words and line.part == "data" and (form or column.kind != "number" or not column.path):
            return [beside], Column((), "number")
        if column.kind == "label" and line.part == "total":
            return [], Column((), "number")
        names = [line.labels[at] for at in stubs if at in line.labels and line.labels[at].words]
        return names, column

    def _whole(self, line: Line, column: tuple[int, Column], first: int, unit: str) -> int | None:
        """The figure of which one is a part: above it, less deep, or in the same row before the columns of parts."""
        place, own = column
        if line.depth:
            above = next((at for depth, at in reversed(self.above.get(place, [])) if depth < line.depth), None)
            return above if above is not None and _alike(self.found[above].quantity.unit, unit) else None
        if own.path and own.path[-1].part:
            before = [at for at in range(first, len(self.found)) if self.found[at].whole is None]
            return before[-1] if before else None
        return None

    def _figure(self, line: Line, cell: Cell, quantity: Quantity, names: tuple[list[Label], Column], whole: int | None) -> Counted:
        labels, column = names
        rows = [*self._above(line, labels), *(one.words for one in labels)]
        heads = [one.words for one in column.path if not _EMPTY.fullmatch(one.words)]
        about = "" if line.part == "data" else line.group or self.title
        metric, whose, of = self._meaning(line, (rows, heads), quantity.unit, whole)
        if not metric and not rows:
            metric = known(about + "".join(heads), quantity.unit)
            metric = metric or (known(about, quantity.unit) if all(map(COUNTED.fullmatch, heads)) else "")
        if metric and not quantity.unit:
            quantity = replace(quantity, unit=phrases[metric].counter)
        if metric and rows and not whose and _BODY.search(line.group):
            whose = line.group
        said = "".join([*rows, *heads])
        heads = [one for one in heads if one not in "".join(rows)]
        bare = not rows and all(map(COUNTED.fullmatch, heads))
        measure = "".join([*([about] if bare else rows), *heads]) or about or self.title or _TOGETHER
        modality = self._modality(column.words, said, metric)
        return Counted(cell, quantity, measure, metric, modality, self._period(line, column), self.frame, whose, of, whole)

    def _above(self, line: Line, labels: Sequence[Label]) -> list[str]:
        """The words of the row above that a row set in goes on with: 金额 below 助学, counted in another unit."""
        if not line.depth or len(self.trail) < 2 or not labels or labels[-1].part:
            return []
        above = self.trail[-2]
        other = bool(line.unit and above.unit) and not _alike(above.unit, line.unit.unit if line.unit else "")
        return [above.words] if other or COUNTED.fullmatch(labels[-1].words) else []

    def _meaning(self, line: Line, said: tuple[list[str], list[str]], unit: str, whole: int | None) -> Meaning:
        rows, heads = said
        if _CHANGE.search("".join([*rows, *heads])):
            return NOTHING
        above = None if whole is None else self.found[whole].metric
        unit_of_row = line.unit or next((one for one in line.labels.values() if one.unit), Label(""))
        behind = records_of(rows, heads, unit_of_row.unit, above)
        return behind if behind.metric else meaning(rows, heads, unit, above)

    def _measured(self, line: Line, cell: Cell, labels: Sequence[Label], column: Column) -> Quantity:
        """The number in its unit: the cell's own, that of its column, its row, its label, of their words, or of the whole table."""
        quantity = cell.quantity
        assert quantity is not None
        if quantity.unit:
            return quantity
        unit, scale = next(((one.unit, one.scale) for one in self._units(line, labels, column) if one.unit), ("", Decimal(1)))
        if unit == PERCENT and not any(one.unit for one in (*column.path, *labels)) and _are_shares(self._numbers(cell, column)):
            scale = Decimal(100)  # Excel keeps 98.6% as 0.986
        value = (quantity.value or Decimal(0)) * scale
        upper = None if quantity.upper is None else quantity.upper * scale
        return replace(quantity, value=value, upper=upper, unit=unit, step=quantity.step * scale)

    def _numbers(self, cell: Cell, column: Column) -> list[Quantity]:
        """A number with all others of its column, where that has a heading of its own for shares."""
        lines = self.table.lines if _unit_of(column.words) == PERCENT else ()
        places = [at for at, one in enumerate(self.table.columns) if one is column]
        found = [line.cells[at].quantity for line in lines for at in places]
        return [one for one in found or [cell.quantity] if one]

    def _units(self, line: Line, labels: Sequence[Label], column: Column) -> Iterator[Label]:
        yield from reversed(column.path)
        yield from (line.unit,) if line.unit else ()
        yield from reversed(labels)
        by_words = _unit_of(column.words) or _unit_of("".join(one.words for one in labels))
        whole = self.table.unit
        if whole and (by_words == whole.unit or (not by_words and not whole.words)):
            yield whole
        yield Label("", by_words)

    def _modality(self, heading: str, said: str, metric: str) -> Modality:
        if _RULE.search(said):
            return "rule"
        if _PLAN.search(heading) or (self.plan and not _DONE.search(heading)):
            return "plan"
        stands = metrics[phrases[metric].metric].form in ("stock", "ratio") if metric else bool(_STANDS.search(said))
        return "state" if stands else "done"

    def _period(self, line: Line, column: Column) -> str:
        """What the row says of time, with the year of its column where it names none; else the column, the caption, the text around."""
        if line.period and column.period and not re.search(r"\d{4}|[去上今本]年", line.period):
            return column.period + line.period
        return line.period or column.period or self.frame


# -- units -------------------------------------------------------------------------------------------------------------------------


def _alike(one: str, other: str) -> bool:
    """Whether two units may be a whole and its part."""
    return one == other or {one, other} <= {"人", "人次"}


def _are_shares(numbers: Sequence[Quantity]) -> bool:
    """Whether numbers are shares of one, as 0.986 and 1.02 are, and not of a hundred."""
    return any("." in one.numeral for one in numbers) and all(abs(one.value or Decimal(0)) < _MOST_SHARE for one in numbers)


def _unit_of(words: str) -> str:
    """The unit in which a heading without brackets counts; empty where its words do not tell."""
    for pattern, by in _UNITS:
        found = pattern.search(words)
        if found:
            return by or found["own"]
    return ""
